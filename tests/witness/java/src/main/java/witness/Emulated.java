package witness;

import com.aliyun.openservices.log.Client;
import com.aliyun.openservices.log.common.auth.DefaultCredentials;
import com.aliyun.openservices.log.common.auth.StaticCredentialsProvider;
import com.aliyun.openservices.log.http.client.ClientConfiguration;
import com.aliyun.openservices.log.http.signer.SignVersion;
import java.net.URI;

/** The emulator that the environment names, and clients of it. */
record Emulated(int port, String keyID, String secret, String region) {
    static final String NOWHERE = "nowhere-java";

    /** Reads WITNESS_ENDPOINT and the key to it. */
    static Emulated fromEnvironment() {
        int port = URI.create(needed("WITNESS_ENDPOINT")).getPort();
        return new Emulated(port, needed("WITNESS_ACCESS_KEY_ID"), needed("WITNESS_ACCESS_KEY_SECRET"), needed("WITNESS_REGION"));
    }

    private static String needed(String name) {
        String value = System.getenv(name);
        if (value == null || value.isEmpty()) {
            throw new IllegalStateException(name + " is not set: run tests/witness/run.sh");
        }
        return value;
    }

    /**
     * A client that reaches the emulator. It takes neither an address nor a port as its endpoint and puts the project
     * before the host, so the endpoint is a name that nobody looks up, and the emulator is given as its HTTP proxy.
     */
    Client client(SignVersion version) {
        return client(version, keyID, secret, region);
    }

    Client client(SignVersion version, String keyID, String secret, String region) {
        ClientConfiguration configuration = new ClientConfiguration();
        configuration.setSignatureVersion(version);
        configuration.setRegion(region);
        configuration.setProxyHost("127.0.0.1");
        configuration.setProxyPort(port);
        StaticCredentialsProvider provider = new StaticCredentialsProvider(new DefaultCredentials(keyID, secret));
        return new Client("http://emulator.test", provider, configuration, "10.0.0.1");
    }
}
