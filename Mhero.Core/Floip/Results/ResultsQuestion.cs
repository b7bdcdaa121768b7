namespace Mhero.Core.Floip.Results;

/// <summary>One question of a package.</summary>
/// <param name="Id">The question's id, by which rows name it.</param>
/// <param name="Type">The type.</param>
/// <param name="Label">The question as the contact read it; the id when the package gives none.</param>
public sealed record ResultsQuestion(string Id, ResultsQuestionType Type, string Label)
{
    /// <summary>The choices of a selection, in the package's order.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>The least number of <c>range</c>; null for none.</summary>
    public decimal? Minimum { get; init; }

    /// <summary>The greatest number of <c>range</c>; null for none.</summary>
    public decimal? Maximum { get; init; }

    /// <summary>The meanings of the question, each <c>SYSTEM::code</c>.</summary>
    public IReadOnlyList<string> SemanticLabels { get; init; } = [];

    /// <summary>Whether the answers identify a person.</summary>
    public bool IsPersonal { get; init; }

    /// <summary>The property of the contact that the answer sets; null for none.</summary>
    public string? ContactProperty { get; init; }

    /// <summary>The group that the answer puts the contact in; null for none.</summary>
    public string? Group { get; init; }
}
