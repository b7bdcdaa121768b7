using System.Collections.Frozen;
using PhoneNumbers;

namespace Mhero.Simulator.State;

/// <summary>Normalises and validates URNs as RapidPro does, with the workspace's country.</summary>
internal sealed class UrnRules(string country)
{
    private static readonly FrozenSet<string> KnownSchemes = FrozenSet.ToFrozenSet(
        ["tel", "facebook", "twitter", "twitterid", "viber", "line", "telegram", "mailto", "ext", "fcm", "freshchat",
         "whatsapp", "instagram", "jiochat", "vk", "wechat", "rocketchat", "discord", "slack", "webchat", "bsuid"],
        StringComparer.Ordinal);

    public static IEnumerable<string> Schemes => KnownSchemes;

    private readonly PhoneNumberUtil _phones = PhoneNumberUtil.GetInstance();

    /// <summary>Null when the text has no scheme that RapidPro knows, or no path.</summary>
    public StoredUrn? Normalize(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0 || !KnownSchemes.Contains(text[..colon]))
        {
            return null;
        }

        var scheme = text[..colon];
        var path = text[(colon + 1)..];
        string? display = null;
        var hash = path.IndexOf('#', StringComparison.Ordinal);
        if (hash >= 0)
        {
            (path, display) = (path[..hash], path[(hash + 1)..]);
        }

        var query = path.IndexOf('?', StringComparison.Ordinal);
        path = (query >= 0 ? path[..query] : path).Trim();
        if (path.Length == 0)
        {
            return null;
        }

        var valid = scheme == "tel" ? NormalizeNumber(ref path) : NormalizePath(scheme, ref path);
        return new StoredUrn($"{scheme}:{path}", string.IsNullOrEmpty(display) ? null : display, valid);
    }

    /// <summary>A number in its national form; anything else by its display part, or else its path.</summary>
    public string Show(StoredUrn urn) =>
        urn.Scheme == "tel" && Parse(urn.Path) is { } number ? _phones.Format(number, PhoneNumberFormat.NATIONAL) : urn.Display ?? urn.Path;

    /// <summary>The E.164 number in a text; null when there is none that could be one.</summary>
    public string? FindNumber(string text, string? inCountry) =>
        Parse(text, inCountry ?? country) is { } number && _phones.IsPossibleNumber(number) ? _phones.Format(number, PhoneNumberFormat.E164) : null;

    private static bool NormalizePath(string scheme, ref string path)
    {
        path = scheme switch
        {
            "twitter" => path.TrimStart('@').ToLowerInvariant(),
            "mailto" => path.ToLowerInvariant(),
            _ => path,
        };
        return scheme switch
        {
            "whatsapp" or "telegram" or "instagram" or "twitterid" => path.All(char.IsAsciiDigit),
            "twitter" => path.Length <= 15 && path.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'),
            "facebook" => path.StartsWith("ref:", StringComparison.Ordinal) || path.All(char.IsAsciiDigit),
            "mailto" => path.Split('@') is [{ Length: > 0 }, var host] && host.Contains('.', StringComparison.Ordinal),
            _ => true,
        };
    }

    /// <summary>E.164 when it could be a number; other texts, such as a short code, keep their letters and digits.</summary>
    private bool NormalizeNumber(ref string path)
    {
        var number = string.Concat(path.ToLowerInvariant().Where(c => char.IsAsciiDigit(c) || char.IsAsciiLetterLower(c) || c == '+'));

        // Eleven digits that do not start with 0 look international.
        if (number.Length >= 11 && number[0] is not ('+' or '0'))
        {
            number = "+" + number;
        }

        var possible = Parse(number) is { } parsed && _phones.IsPossibleNumber(parsed) ? parsed : null;
        path = possible is null ? number.Replace("+", "", StringComparison.Ordinal) : _phones.Format(possible, PhoneNumberFormat.E164);
        return possible is not null;
    }

    private PhoneNumber? Parse(string number) => Parse(number, country);

    private PhoneNumber? Parse(string number, string inCountry)
    {
        try
        {
            return _phones.Parse(number, inCountry);
        }
        catch (NumberParseException)
        {
            return null;
        }
    }
}
