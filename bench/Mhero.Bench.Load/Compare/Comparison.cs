namespace Mhero.Bench.Load.Compare;

/// <summary>A figure beside that of the baseline.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Before">The baseline's; null when it has none.</param>
/// <param name="Now">The present one; null when the bench gives it no more.</param>
internal sealed record Comparison(string Name, double? Before, double? Now)
{
    /// <summary>Differences below are noise: a request more, a tenth of a second, ten megabytes.</summary>
    private const double Few = 3;

    private const double FewSeconds = 0.3;

    private const double FewMegabytes = 25;

    /// <summary>How much larger it is; null when either is missing or the baseline is nothing.</summary>
    public double? Ratio => Before is > 0 && Now is { } now ? now / Before : null;

    /// <summary>Whether it is worse by more than a fifth.</summary>
    public bool IsWorse => Now is { } now && Before is { } before && now > before * 1.2 && now - before > Noise;

    private double Noise => Name.EndsWith(" s", StringComparison.Ordinal) ? FewSeconds
        : Name.Contains("MB", StringComparison.Ordinal) ? FewMegabytes
        : Few;

    /// <summary>Puts the figures of one bench beside each other.</summary>
    /// <param name="before">The baseline's.</param>
    /// <param name="now">The present ones.</param>
    /// <param name="withTimes">Whether figures that depend on the machine count.</param>
    public static IReadOnlyList<Comparison> Of(IReadOnlyDictionary<string, double> before, IReadOnlyDictionary<string, double> now, bool withTimes) =>
    [
        .. before.Keys.Union(now.Keys).Where(name => withTimes || !Figures.IsTime(name)).Order(StringComparer.Ordinal)
            .Select(name => new Comparison(name, Find(before, name), Find(now, name))),
    ];

    private static double? Find(IReadOnlyDictionary<string, double> figures, string name) => figures.TryGetValue(name, out var value) ? value : null;
}
