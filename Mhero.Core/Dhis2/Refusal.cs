namespace Mhero.Core.Dhis2;

/// <summary>Why DHIS2 refuses a value, or a report.</summary>
/// <param name="Code">One of <see cref="Dhis2Codes"/>.</param>
/// <param name="Words">DHIS2's code and words, and what to do.</param>
internal sealed record Refusal(string Code, string Words);
