package witness;

import com.aliyun.openservices.log.http.signer.SignVersion;
import java.util.Map;
import java.util.Objects;

/** Runs the checks of the official Java client, signed with version 1 and with version 4; exits with 1 if one fails. */
public final class Witness {
    /** One check; it fails by throwing. */
    interface Check {
        void run() throws Exception;
    }

    private int passed;
    private int failed;

    public static void main(String[] arguments) throws Exception {
        Map<SignVersion, String> projects = Map.of(SignVersion.V1, "witness-java-v1", SignVersion.V4, "witness-java-v4");
        Emulated emulated = Emulated.fromEnvironment();
        Witness witness = new Witness();
        for (SignVersion version : new SignVersion[] {SignVersion.V1, SignVersion.V4}) {
            JavaClient client = new JavaClient(emulated, version, projects.get(version));
            client.write();
            client.checks().forEach((name, check) -> witness.judge("signed " + version + ": " + name, check));
            client.close();
        }
        System.out.println("java: " + witness.passed + " passed, " + witness.failed + " failed");
        System.exit(witness.failed == 0 && witness.passed > 0 ? 0 : 1);
    }

    private void judge(String name, Check check) {
        try {
            check.run();
            passed++;
        } catch (Exception | AssertionError failure) {
            failed++;
            System.out.println("FAILED " + name + ": " + failure);
        }
    }

    static void equal(Object want, Object got) {
        if (!Objects.equals(want, got)) {
            throw new AssertionError("wanted <" + want + ">, got <" + got + ">");
        }
    }
}
