namespace Mhero.Core.Mapping.Phones;

/// <summary>A telephone number in its one spelling.</summary>
/// <param name="Value">E.164 (<c>+250788123456</c>), or a short code's digits alone.</param>
/// <param name="IsShortCode">Whether it is a short code (3 to 6 digits), which has no E.164 form.</param>
public sealed record PhoneNumber(string Value, bool IsShortCode);
