namespace Mhero.Core.Floip.Results;

/// <summary>The descriptor of a Flow Results package: the questions to which rows are answers.</summary>
public sealed record ResultsPackage
{
    /// <summary>The package's id, a UUID as a rule; null for one that was not published yet.</summary>
    public string? Id { get; init; }

    /// <summary>The name for machines; null for none.</summary>
    public string? Name { get; init; }

    /// <summary>The name for people; null for none.</summary>
    public string? Title { get; init; }

    /// <summary>When the package was made, as the package gives it; null for none.</summary>
    public string? Created { get; init; }

    /// <summary>When the questions last changed, as the package gives it: the package's version; null for none.</summary>
    public string? Modified { get; init; }

    /// <summary>The version of the specification; null for none.</summary>
    public string? SpecificationVersion { get; init; }

    /// <summary>The language of the labels, ISO 639-3; null for none.</summary>
    public string? Language { get; init; }

    /// <summary>The address of the rows, absolute or relative to the package; null for none.</summary>
    public string? RowsUrl { get; init; }

    /// <summary>The questions in the package's order.</summary>
    public IReadOnlyList<ResultsQuestion> Questions { get; init; } = [];

    /// <summary>The version of the package: <see cref="Modified"/>, else <see cref="Created"/>, else 0.</summary>
    public string Version => Modified ?? Created ?? "0";
}
