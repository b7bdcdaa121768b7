extern alias libphonenumber;

using Lib = libphonenumber::PhoneNumbers;

namespace Mhero.Core.Mapping.Phones;

/// <summary>
/// Reads telephone numbers as people, registries and RapidPro spell them. A number with its country counts when it is
/// possible there, which is the test that RapidPro makes. One without must be a valid number of the region, since a
/// truncated number, or a staff number, is soon possible somewhere. Thread-safe.
/// </summary>
public sealed class PhoneNumbers
{
    /// <summary>E.164 allows 15 digits; some room is left for the prefixes that are taken off.</summary>
    private const int MaxDigits = 20;

    private const int MaxE164Digits = 15;

    /// <summary>From here on, digits without <c>+</c> that fit no number of the region are tried with their country code.</summary>
    private const int MinInternational = 11;

    private static readonly Lib.PhoneNumberUtil Library = Lib.PhoneNumberUtil.GetInstance();

    private readonly string _region;
    private readonly string _countryCode;

    /// <summary>Reads numbers as someone in a country dials them.</summary>
    /// <param name="defaultRegion">ISO 3166 alpha-2 code of the country, in any case.</param>
    /// <exception cref="ArgumentException">No country has this code.</exception>
    public PhoneNumbers(string defaultRegion)
    {
        if (!IsRegion(defaultRegion))
        {
            throw new ArgumentException("The default region is not an ISO 3166 alpha-2 code.", nameof(defaultRegion));
        }

        _region = defaultRegion.ToUpperInvariant();
        _countryCode = Library.GetCountryCodeForRegion(_region).ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Whether a country with telephone numbers has this ISO 3166 alpha-2 code.</summary>
    public static bool IsRegion(string? code) =>
        code is { Length: 2 } && Library.GetSupportedRegions().Contains(code.ToUpperInvariant());

    /// <summary>
    /// Reads one number: E.164, national, with <c>00</c>, a <c>tel:</c> URI, with blanks, punctuation or an extension,
    /// in any script's digits, as a spreadsheet leaves it (<c>788123456.0</c>, <c>7.88123456E8</c>), with a word before
    /// or after it, or as it was before its country's numbering plan changed (<see cref="NumberingPlanChanges"/>).
    /// </summary>
    /// <param name="text">The text; null and nonsense are allowed.</param>
    /// <returns>The number, or null when the text is not one telephone number.</returns>
    public PhoneNumber? Parse(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        return PhoneDecoration.FromSpreadsheet(text) is { } cell ? ParsePlain(cell)
            : ParsePlain(text) ?? (PhoneDecoration.Strip(text) is { } bare && ParsePlain(bare) is { IsShortCode: false } number ? number : null);
    }

    private PhoneNumber? ParsePlain(string text)
    {
        Span<char> buffer = stackalloc char[MaxDigits];
        if (!PhoneText.TryScan(text, buffer, out var count, out var plus))
        {
            return null;
        }

        var digits = new string(buffer[..count]);
        if (plus)
        {
            return International(digits);
        }

        if (count is >= PhoneText.MinShortCode and <= PhoneText.MaxShortCode)
        {
            return new PhoneNumber(digits, IsShortCode: true);
        }

        if (digits.StartsWith("00", StringComparison.Ordinal) && International(digits[2..]) is { } dialled)
        {
            return dialled;
        }

        return (NumberingPlanChanges.CurrentOfNational(_countryCode, digits) is { } renumbered ? Valid("+" + renumbered, null) : null)
            ?? Valid(digits, _region)
            ?? (count >= MinInternational && digits[0] != '0' ? Valid("+" + NumberingPlanChanges.Current(digits), null) : null);
    }

    /// <summary>The country of a number.</summary>
    /// <param name="e164">A number in E.164.</param>
    /// <returns>ISO 3166 alpha-2; null when the number does not determine one.</returns>
    public static string? RegionOf(string? e164) =>
        e164 is not null && Read(e164, null) is { } number ? Library.GetRegionCodeForNumber(number) : null;

    /// <summary>Whether a number gets text messages.</summary>
    /// <param name="number">A number in E.164, or a short code.</param>
    internal static Texting TextingOf(string number) => !number.StartsWith('+') ? Texting.Yes
        : Read(number, null) is not { } read ? Texting.Unknown
        : Library.GetNumberType(read) switch
        {
            Lib.PhoneNumberType.MOBILE or Lib.PhoneNumberType.FIXED_LINE_OR_MOBILE => Texting.Yes,
            Lib.PhoneNumberType.UNKNOWN or Lib.PhoneNumberType.PERSONAL_NUMBER => Texting.Unknown,
            _ => Texting.No,
        };

    private static PhoneNumber? International(string digits) =>
        Read("+" + NumberingPlanChanges.Current(digits), null) is { } number ? Settle(number) : null;

    private static PhoneNumber? Valid(string text, string? region) =>
        Read(text, region) is { } number && Library.IsValidNumber(number) ? Settle(number) : null;

    /// <summary>
    /// E.164 of a number. A merely possible number may lose another trunk prefix when it is read again; the form that
    /// no longer changes is the one to compare by.
    /// </summary>
    private static PhoneNumber? Settle(Lib.PhoneNumber number)
    {
        var text = InPresentPlan(number);
        for (var round = 0; round < 3 && text.Length <= MaxE164Digits + 1; round++)
        {
            if (Read(text, null) is not { } again)
            {
                return null;
            }

            var settled = InPresentPlan(again);
            if (settled == text)
            {
                return new PhoneNumber(text, IsShortCode: false);
            }

            text = settled;
        }

        return null;
    }

    private static string InPresentPlan(Lib.PhoneNumber number) =>
        "+" + NumberingPlanChanges.Current(Library.Format(number, Lib.PhoneNumberFormat.E164)[1..]);

    private static Lib.PhoneNumber? Read(string text, string? region)
    {
        try
        {
            var number = Library.Parse(text, region);
            return Library.IsPossibleNumberWithReason(number) == Lib.PhoneNumberUtil.ValidationResult.IS_POSSIBLE ? number : null;
        }
        catch (Lib.NumberParseException)
        {
            return null;
        }
    }
}
