namespace Mhero.Functions.Console.Pages;

/// <summary>Why a request is not carried out.</summary>
/// <param name="TextKey">The text.</param>
/// <param name="Detail">What to add to it; null for nothing.</param>
public sealed record ProblemView(string TextKey, string? Detail);
