using FsCheck;
using FsCheck.Fluent;

namespace Mhero.Core.Tests.RapidPro.Webhooks;

/// <summary>Bodies of so few keys and texts that two of them often agree.</summary>
public static class WebhookGenerators
{
    // Texts that would run together in a key without marks between them.
    private static readonly string?[] Texts = [null, "", "a", "b", "ab", "\"a\",\"b\"", "é", "💉"];
    private static readonly string[] Keys = ["a", "b", "ab", "B", "é"];

    public static Arbitrary<ShuffledBody> ShuffledBody() => (
        from count in Gen.Choose(0, Keys.Length)
        from keys in Gen.Shuffle(Keys)
        from values in Gen.Elements(Texts).ArrayOf(count)
        from categories in Gen.Elements(Texts).ArrayOf(count)
        from order in Gen.Shuffle(Enumerable.Range(0, count).ToArray())
        select new ShuffledBody(
            [.. keys.Take(count).Select((key, i) => new KeyValuePair<string, (string?, string?)>(key, (values[i], categories[i])))], order)).ToArbitrary();
}
