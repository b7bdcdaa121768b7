namespace Mhero.Fuzzing;

/// <summary>The valid documents: the examples, and recordings of RapidPro.</summary>
internal static class Corpus
{
    private static readonly Lazy<IReadOnlyList<(string Path, byte[] Content)>> Files = new(() =>
    [
        .. Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "corpus"), "*.json", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal).Select(p => (Path.GetFileName(p), File.ReadAllBytes(p))),
    ]);

    /// <summary>The documents whose text has one of some parts.</summary>
    /// <param name="parts">The parts, such as <c>"resourceType":"Questionnaire"</c> without blanks.</param>
    public static IReadOnlyList<byte[]> With(params string[] parts)
    {
        var found = Files.Value.Where(f => f.Content.Length < 100_000).Select(f => f.Content)
            .Where(c => System.Text.Encoding.UTF8.GetString(c).Replace(" ", "", StringComparison.Ordinal) is var text && parts.Any(p => text.Contains(p, StringComparison.Ordinal))).ToList();
        return found.Count > 0 ? found : throw new InvalidOperationException($"No document of the corpus has {string.Join(" or ", parts)}.");
    }

    /// <summary>The documents of a file name.</summary>
    /// <param name="name">The name, such as <c>flow.json</c>.</param>
    public static IReadOnlyList<byte[]> Named(string name)
    {
        var found = Files.Value.Where(f => f.Path == name).Select(f => f.Content).ToList();
        return found.Count > 0 ? found : throw new InvalidOperationException($"The corpus has no {name}.");
    }
}
