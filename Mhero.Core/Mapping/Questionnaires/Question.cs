namespace Mhero.Core.Mapping.Questionnaires;

/// <summary>What one router asks for, or several that save the same result.</summary>
internal sealed record Question(QuestionKind Kind)
{
    /// <summary>The answers that can be chosen, each name once; empty but for choices.</summary>
    public IReadOnlyList<QuestionOption> Options { get; init; } = [];

    /// <summary>The bounds of a number.</summary>
    public ValueRange<decimal> Numbers { get; init; }

    /// <summary>The bounds of a date.</summary>
    public ValueRange<DateOnly> Dates { get; init; }

    /// <summary>The regular expression that every answer matches; null for none.</summary>
    public string? Pattern { get; init; }
}
