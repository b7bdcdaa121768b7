namespace Mhero.Core.Messaging.Requests;

/// <summary>The effect that a request would have. Nothing is sent.</summary>
/// <param name="Recipients">How many people would get it.</param>
/// <param name="ByLanguage">How many of them in which of its languages (ISO 639-3).</param>
/// <param name="LeftOut">How many would not, by the code of the reason.</param>
/// <param name="Reasons">The reasons by code, in words.</param>
/// <param name="Faults">Why it cannot be sent; empty when it can.</param>
public sealed record RequestPreview(
    int Recipients,
    IReadOnlyDictionary<string, int> ByLanguage,
    IReadOnlyDictionary<string, int> LeftOut,
    IReadOnlyDictionary<string, string> Reasons,
    IReadOnlyList<RequestFault> Faults);
