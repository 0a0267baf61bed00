"""The official Python SDK uses the emulator as it would use Log Service.

Every test runs once for each version of the signature. The emulator is built and started here; the names of its
projects lead to it because this process resolves them to the loopback address.
"""

import json
import os
import socket
import subprocess
import tempfile
import unittest
from pathlib import Path
from unittest import mock

from aliyun.log import (
    GetHistogramsRequest,
    GetLogsRequest,
    IndexConfig,
    IndexKeyConfig,
    IndexLineConfig,
    LogClient,
    LogException,
    LogItem,
    PutLogsRequest,
)
from aliyun.log.auth import AUTH_VERSION_1, AUTH_VERSION_4
from aliyun.log.index_config import IndexJsonKeyConfig

ROOT = Path(__file__).resolve().parents[3]
KEY_ID, KEY_SECRET, REGION = "witness-key", "witness-secret", "cn-hangzhou"
NOON = 1780315200  # 2026-06-01T12:00:00Z, a whole minute
LOGSTORE = "spans"
DELIMITERS = list(", '\";=()[]{}?@&<>/:\n\t\r")

resolve = socket.getaddrinfo


def resolve_here(host, *args, **kwargs):
    """Resolves the emulator's names to this machine."""
    name = host.decode() if isinstance(host, bytes) else host
    return resolve("127.0.0.1" if str(name).endswith("emulator.test") else host, *args, **kwargs)


class Emulator:
    """A running emulator; it stops when its standard input closes."""

    def __init__(self):
        self.folder = tempfile.TemporaryDirectory()
        binary = os.path.join(self.folder.name, "emulator")
        subprocess.run(["go", "build", "-o", binary, "./tests/emulator/cmd/emulator"], cwd=ROOT, check=True)
        arguments = ["--access-key-id", KEY_ID, "--access-key-secret", KEY_SECRET, "--region", REGION, "--until-stdin-closes"]
        self.process = subprocess.Popen([binary, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.port = json.loads(self.process.stdout.readline())["address"].split(":")[1]

    def stop(self):
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait(timeout=10)
        self.folder.cleanup()


def setUpModule():
    global emulator
    emulator = Emulator()
    unittest.addModuleCleanup(emulator.stop)
    patch = mock.patch("socket.getaddrinfo", resolve_here)
    patch.start()
    unittest.addModuleCleanup(patch.stop)


def span_index():
    """An index with a column of every type."""
    members = IndexJsonKeyConfig()
    members.add_key("http.method", "text", True)
    members.add_key("http.status_code", "long", True)
    return IndexConfig(
        line_config=IndexLineConfig(DELIMITERS),
        key_config_list={
            "traceID": IndexKeyConfig(doc_value=True),
            "name": IndexKeyConfig(DELIMITERS, doc_value=True),
            "duration": IndexKeyConfig(index_type="long", doc_value=True),
            "ratio": IndexKeyConfig(index_type="double", doc_value=True),
            "attribute": IndexKeyConfig(DELIMITERS, index_type="json", doc_value=True, json_key_config=members),
        },
    )


def span(number):
    """Span number n of 250, n // 10 seconds after noon; ten of them failed."""
    return LogItem(
        timestamp=NOON + number // 10,
        contents=[
            ("traceID", "%032x" % (number % 5)),
            ("name", "GET /支付/%d" % number),
            ("duration", str(number)),
            ("ratio", str(number / 4)),
            ("attribute", json.dumps({"http.method": "GET", "http.status_code": 500 if number % 25 == 0 else 200})),
            ("unindexed", "kept"),
        ],
    )


def rows(response):
    return [log.get_contents() for log in response.get_logs()]


class OfficialSDK:
    """The tests; the classes below say which signature they are signed with."""

    version = None

    def client(self, key_id=KEY_ID, secret=KEY_SECRET, region=REGION):
        endpoint = "http://emulator.test:" + emulator.port
        return LogClient(endpoint, key_id, secret, source="10.0.0.1", auth_version=self.version, region=region)

    def by_both_forms(self):
        """A client for each form of GetLogs, POST /logs (the SDK's own choice) and the older GET."""
        old = self.client()
        old._get_logs_v2_enabled = False
        return {"POST": self.client(), "GET": old}.items()

    @classmethod
    def setUpClass(cls):
        cls.project = "witness-" + cls.__name__.lower()
        sdk = cls().client()
        sdk.create_project(cls.project, "for the Python SDK")
        sdk.create_logstore(cls.project, LOGSTORE, ttl=7, shard_count=2)
        sdk.create_index(cls.project, LOGSTORE, span_index())
        items = [span(number) for number in range(250)]
        for start, compressed in ((0, True), (125, False)):
            part, tags = items[start : start + 125], [("type", "span")]
            sdk.put_logs(PutLogsRequest(cls.project, LOGSTORE, "topic", None, part, compress=compressed, logtags=tags))

    def refused(self, status, code, call, *args, **kwargs):
        with self.assertRaises(LogException) as caught:
            call(*args, **kwargs)
        self.assertEqual((status, code), (caught.exception.resp_status, caught.exception.get_error_code()))
        self.assertNotEqual("", caught.exception.get_request_id())
        return caught.exception.get_error_message()

    def test_projects(self):
        sdk = self.client()
        project = sdk.get_project(self.project)
        self.assertEqual(self.project, project.get_projectname())
        self.assertEqual("for the Python SDK", project.get_description())
        self.assertEqual(REGION, project.get_region())
        self.refused(400, "ProjectAlreadyExist", sdk.create_project, self.project, "again")
        self.refused(404, "ProjectNotExist", sdk.get_project, "nowhere")

    def test_logstores(self):
        sdk = self.client()
        sdk.create_logstore(self.project, "second", ttl=3)
        listed = sdk.list_logstore(self.project)
        self.assertEqual(["second", LOGSTORE], sorted(listed.get_logstores()))
        self.assertEqual((2, 2), (listed.get_logstores_count(), listed.get_logstores_total()))
        self.assertEqual(["second"], sdk.list_logstore(self.project, "seco").get_logstores())
        self.assertEqual(3, sdk.get_logstore(self.project, "second").get_ttl())
        self.refused(400, "LogStoreAlreadyExist", sdk.create_logstore, self.project, "second")
        sdk.delete_logstore(self.project, "second")
        self.refused(404, "LogStoreNotExist", sdk.get_logstore, self.project, "second")

    def test_index(self):
        sdk = self.client()
        index = sdk.get_index_config(self.project, LOGSTORE).get_index_config()
        self.assertEqual("long", index.key_config_list["duration"].index_type)
        self.assertEqual([], index.key_config_list["traceID"].token_list)
        member = index.key_config_list["attribute"].json_key_config.json_keys["http.status_code"]
        self.assertEqual(("long", True), (member["type"], member["doc_value"]))
        self.assertEqual(DELIMITERS, index.line_config.token_list)
        self.refused(400, "IndexAlreadyExist", sdk.create_index, self.project, LOGSTORE, span_index())
        sdk.create_logstore(self.project, "plain")
        self.addCleanup(sdk.delete_logstore, self.project, "plain")
        self.refused(400, "IndexConfigNotExist", sdk.get_index_config, self.project, "plain")
        self.refused(400, "IndexConfigNotExist", sdk.get_log, self.project, "plain", NOON, NOON + 60, query="*")

    def test_search(self):
        for form, sdk in self.by_both_forms():
            with self.subTest(form):
                page = sdk.get_log(self.project, LOGSTORE, NOON, NOON + 60, query="traceID: %032x" % 3, size=100)
                self.assertTrue(page.is_completed())
                self.assertEqual(50, page.get_count())
                first = min(rows(page), key=lambda row: int(row["duration"]))
                self.assertEqual(("GET /支付/3", "kept"), (first["name"], first["unindexed"]))
                log = page.get_logs()[0]
                self.assertEqual("10.0.0.1", log.get_source())
                self.assertIn(log.get_time(), range(NOON, NOON + 25))
                self.assertEqual({"topic"}, {row["__topic__"] for row in rows(page)})
                self.assertEqual({"span"}, {row["__tag__:type"] for row in rows(page)})

    def test_searches_by_number_phrase_and_member(self):
        sdk = self.client()
        for query, count in (
            ("duration >= 240", 10),
            ("duration in [10 20)", 10),
            ("attribute.http.status_code: 500", 10),
            ('name: "GET /支付/7"', 1),
            ("attribute.http.method: GET and not duration < 200", 50),
            ("nowhere", 0),
        ):
            with self.subTest(query):
                self.assertEqual(count, sdk.get_log(self.project, LOGSTORE, NOON, NOON + 60, query=query).get_count())

    def test_pages(self):
        for form, sdk in self.by_both_forms():
            with self.subTest(form):
                for offset, count in ((0, 100), (100, 100), (200, 50), (300, 0)):
                    page = GetLogsRequest(self.project, LOGSTORE, NOON, NOON + 60, query="*", line=100, offset=offset)
                    self.assertEqual(count, sdk.get_logs(page).get_count())
                whole = sdk.get_log(self.project, LOGSTORE, NOON, NOON + 60, query="*", size=-1)
                self.assertEqual(set(range(250)), {int(row["duration"]) for row in rows(whole)})
        every = [row for page in self.client().get_log_all(self.project, LOGSTORE, NOON, NOON + 60, query="*") for row in rows(page)]
        self.assertEqual(250, len({row["name"] for row in every}))

    def test_order_and_range(self):
        sdk = self.client()
        newest = sdk.get_log(self.project, LOGSTORE, NOON, NOON + 60, query="*", size=1, reverse=True)
        self.assertEqual(NOON + 24, newest.get_logs()[0].get_time())
        self.assertEqual(20, sdk.get_log(self.project, LOGSTORE, NOON + 5, NOON + 7, query="*").get_count())
        self.assertEqual(0, sdk.get_log(self.project, LOGSTORE, NOON + 60, NOON + 120, query="*").get_count())

    def test_sql(self):
        statement = (
            '* | select traceID as "traceID", count(1) as spans, max(duration) as slowest, avg(ratio) as mean, '
            'bool_or("attribute.http.status_code" >= 500) as failed from log where duration > 0 group by 1 order by 1'
        )
        for form, sdk in self.by_both_forms():
            with self.subTest(form):
                answer = sdk.get_log(self.project, LOGSTORE, NOON, NOON + 60, query=statement)
                found = [{name: row[name] for name in ("traceID", "spans", "slowest", "mean", "failed")} for row in rows(answer)]
                self.assertEqual({"traceID": "%032x" % 1, "spans": "50", "slowest": "246", "mean": "30.875", "failed": "false"}, found[1])
                self.assertEqual(["49", "50", "50", "50", "50"], [row["spans"] for row in found])
                self.assertEqual("true", found[0]["failed"])
                self.assertTrue(answer.get_has_sql())
                self.assertEqual(250, answer.get_processed_rows())
        columns = self.client().get_log(self.project, LOGSTORE, NOON, NOON + 60, query=statement).get_meta().get_keys()
        self.assertEqual(["traceID", "spans", "slowest", "mean", "failed"], columns)

    def test_dedicated_sql_limits_and_null(self):
        sdk = self.client()

        def run(sql):
            return rows(sdk.execute_logstore_sql(self.project, LOGSTORE, NOON, NOON + 60, sql, True))

        self.assertEqual(100, len(run("* | select duration from log")))
        self.assertEqual(250, len(run("* | select duration from log limit 1000")))
        self.assertEqual(["10", "11"], [row["duration"] for row in run("* | select duration from log order by duration limit 10, 2")])
        self.assertEqual("null", run("* | select max(name) as name from log where duration < 0")[0]["name"])

    def test_histograms(self):
        for query, count in (("*", 250), ("duration >= 240", 10), ("nowhere", 0)):
            with self.subTest(query):
                answer = self.client().get_histograms(GetHistogramsRequest(self.project, LOGSTORE, NOON, NOON + 60, query=query))
                self.assertTrue(answer.is_completed())
                self.assertEqual(count, answer.get_total_count())
                self.assertEqual(count, sum(part.get_count() for part in answer.get_histograms()))

    def test_refused_queries(self):
        for form, sdk in self.by_both_forms():
            for name, query, says in (
                ("a column that isn't indexed", "* | select unindexed from log", "unindexed"),
                ("a number compared with text", "* | select 1 from log where duration = '1'", "bigint, varchar"),
                ("text in double quotes", '* | select 1 from log where name = "x"', "cannot be resolved"),
                ("a trailing semicolon", "* | select 1 from log;", "';'"),
                ("division by zero", "* | select 1 / 0 from log", "zero"),
                ("a key that isn't indexed", "unindexed: kept", "unindexed"),
                ("an open bracket", "(name: x", ""),
            ):
                with self.subTest(form + " " + name):
                    ask = (sdk.get_log, self.project, LOGSTORE, NOON, NOON + 60)
                    self.assertIn(says, self.refused(400, "ParameterInvalid", *ask, query=query))
            with self.subTest(form + " no such logstore"):
                self.refused(404, "LogStoreNotExist", sdk.get_log, self.project, "nowhere", NOON, NOON + 60, query="*")
            with self.subTest(form + " an empty range"):
                self.refused(400, "InvalidTimeRange", sdk.get_log, self.project, LOGSTORE, NOON, NOON, query="*")

    def test_refused_keys(self):
        self.refused(401, "SignatureNotMatch", self.client(secret="wrong").list_logstore, self.project)
        self.refused(401, "Unauthorized", self.client(key_id="nobody").list_logstore, self.project)


class SignedV1(OfficialSDK, unittest.TestCase):
    version = AUTH_VERSION_1


class SignedV4(OfficialSDK, unittest.TestCase):
    version = AUTH_VERSION_4

    def test_region_of_the_signature(self):
        self.refused(401, "Unauthorized", self.client(region="cn-shanghai").list_logstore, self.project)


if __name__ == "__main__":
    unittest.main()
