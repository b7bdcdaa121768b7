using System.Text.RegularExpressions;
using Mhero.Core.RapidPro;

namespace Mhero.Core.Mapping.Phones;

/// <summary>
/// WhatsApp addresses: RapidPro's <c>whatsapp:</c> URN path and the form a registry keeps. HL7 has no code for
/// WhatsApp and says that such contacts go under <c>url</c>, so a number is <c>https://wa.me/&lt;digits&gt;</c> there and
/// a business-scoped id, which has no web address, the URI <c>whatsapp:&lt;id&gt;</c>.
/// </summary>
internal static partial class WhatsAppAddress
{
    private const string Scheme = Urn.WhatsApp + ":";
    private const string Web = "https://wa.me/";

    /// <summary>Reads a ContactPoint's value as a WhatsApp address.</summary>
    /// <param name="value">The ContactPoint's value.</param>
    /// <param name="phones">Reads the national spelling that people put after <c>wa.me/</c>.</param>
    /// <param name="address">Digits without <c>+</c> or a business-scoped id; null when the address is not usable.</param>
    /// <returns>Whether the value is a WhatsApp address at all.</returns>
    public static bool TryReadUrl(string? value, PhoneNumbers phones, out string? address)
    {
        address = null;
        var text = value.AsSpan().Trim();
        if (text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) && !text.StartsWith(Scheme + "//", StringComparison.OrdinalIgnoreCase))
        {
            address = ReadPath(text[Scheme.Length..].ToString(), phones);
            return true;
        }

        if (Url().Match(text.ToString()) is not { Success: true } match)
        {
            return false;
        }

        address = ReadPath(Uri.UnescapeDataString(match.Groups["number"].Value), phones);
        return true;
    }

    /// <summary>The address in a <c>whatsapp:</c> URN's path, exactly as RapidPro knows it; null when it is neither form.</summary>
    public static string? ReadUrnPath(string path) => IsDigits(path) || BusinessScopedId().IsMatch(path) ? path : null;

    /// <summary>The ContactPoint value for an address.</summary>
    public static string ToUrl(string address) => char.IsAsciiDigit(address[0]) ? Web + address : Scheme + address;

    private static string? ReadPath(string path, PhoneNumbers phones)
    {
        if (ReadUrnPath(path) is { } exact)
        {
            return exact;
        }

        // wa.me wants the full number without zeros; people write what they dial.
        return phones.Parse(path) is { IsShortCode: false } number ? number.Value[1..] : null;
    }

    /// <summary>A full international number never starts with 0 and has at least a country code and a subscriber.</summary>
    private static bool IsDigits(string path) =>
        path.Length is >= 7 and <= 15 && path[0] != '0' && !path.AsSpan().ContainsAnyExceptInRange('0', '9');

    [GeneratedRegex(@"^(https?://)?(www\.)?(wa\.me/|api\.whatsapp\.com/send/?\?([^#]*&)?phone=|web\.whatsapp\.com/send/?\?([^#]*&)?phone=)(?<number>[^/?&#]*)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Url();

    [GeneratedRegex(@"^[A-Z]{2}\.[A-Za-z0-9]{1,128}$", RegexOptions.CultureInvariant)]
    private static partial Regex BusinessScopedId();
}
