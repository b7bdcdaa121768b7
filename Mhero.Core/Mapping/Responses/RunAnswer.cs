namespace Mhero.Core.Mapping.Responses;

/// <summary>One result of a run, made ready to be typed.</summary>
/// <param name="Path">Where it is in the run.</param>
/// <param name="Text">The value without blanks around it; null when the result has a category alone.</param>
/// <param name="Category">The category; null for none.</param>
/// <param name="IsUnmatched">Whether the category is one of what the flow did not understand.</param>
/// <param name="IsNamed">Whether the category describes the answer.</param>
internal readonly record struct RunAnswer(string Path, string? Text, string? Category, bool IsUnmatched, bool IsNamed)
{
    /// <summary>The typed text, where it has zeros before the number that the flow made of it; null otherwise.</summary>
    public string? Padded { get; init; }

    /// <summary>The text that a person should read: the category where it describes the answer, else the written text.</summary>
    public string Shown => (IsNamed ? Category : Text) ?? Category ?? "";
}
