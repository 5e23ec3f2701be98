/*
 * Pairs of Maven versions in the order of maven-artifact 3.2.5, of forms on which that and the later written
 * specification agree: numbers, one qualifier behind a hyphen, a number behind it.
 *
 *     java -cp maven-artifact-3.2.5.jar test/reference/VersionsMaven.java > test/reference/versions-maven.txt
 */
import java.util.Random;
import org.apache.maven.artifact.versioning.ComparableVersion;

public class VersionsMaven {
  static final Random RNG = new Random(1);
  static final String[] WORDS = {"alpha", "beta", "milestone", "rc", "SNAPSHOT", "sp", "jre", "android", "final", "ga"};

  static String make() {
    StringBuilder text = new StringBuilder();
    int count = 1 + RNG.nextInt(4);
    for (int i = 0; i < count; i++) text.append(i > 0 ? "." : "").append(new int[] {0, 1, 2, 10, 33}[RNG.nextInt(5)]);
    if (RNG.nextInt(2) == 0) text.append('-').append(WORDS[RNG.nextInt(WORDS.length)]);
    return text.toString();
  }

  public static void main(String[] args) {
    for (int i = 0; i < 1500; i++) {
      String a = make(), b = make();
      int order = new ComparableVersion(a).compareTo(new ComparableVersion(b));
      System.out.println(a + " " + b + " " + Integer.signum(order));
    }
  }
}
