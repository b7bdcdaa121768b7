using System.Collections.Frozen;
using PhoneNumbers;

namespace Mhero.Local.Simulator.State;

/// <summary>Normalises and validates URNs as RapidPro does, with the workspace's country.</summary>
internal sealed class UrnRules(string country)
{
    private static readonly FrozenSet<string> _schemes = FrozenSet.ToFrozenSet(
        ["tel", "facebook", "twitter", "twitterid", "viber", "line", "telegram", "mailto", "ext", "fcm", "freshchat",
         "whatsapp", "instagram", "jiochat", "vk", "wechat", "rocketchat", "discord", "slack", "webchat", "bsuid"],
        StringComparer.Ordinal);

    private readonly PhoneNumberUtil _phones = PhoneNumberUtil.GetInstance();

    /// <summary>Null when the text has no scheme that RapidPro knows, or no path.</summary>
    public StoredUrn? Normalize(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0 || !_schemes.Contains(text[..colon]))
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

        path = scheme switch
        {
            "tel" => NormalizeNumber(path),
            "twitter" => path.TrimStart('@').ToLowerInvariant(),
            "mailto" => path.ToLowerInvariant(),
            _ => path,
        };
        return new StoredUrn($"{scheme}:{path}", string.IsNullOrEmpty(display) ? null : display);
    }

    /// <summary>Whether a normalised URN may be stored. Short codes are not numbers, and WhatsApp takes digits only.</summary>
    public bool IsValid(StoredUrn urn) => urn.Scheme switch
    {
        "tel" => IsPossible(urn.Path),
        "whatsapp" or "telegram" or "instagram" or "twitterid" => urn.Path.All(char.IsAsciiDigit),
        "twitter" => urn.Path.Length <= 15 && urn.Path.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'),
        "facebook" => urn.Path.StartsWith("ref:", StringComparison.Ordinal) || urn.Path.All(char.IsAsciiDigit),
        "mailto" => urn.Path.Split('@') is [{ Length: > 0 }, var host] && host.Contains('.', StringComparison.Ordinal),
        _ => true,
    };

    private string NormalizeNumber(string path)
    {
        var number = string.Concat(path.ToLowerInvariant().Where(c => char.IsAsciiDigit(c) || char.IsAsciiLetterLower(c) || c == '+'));

        // Eleven digits that do not start with 0 look international.
        if (number.Length >= 11 && number[0] is not ('+' or '0'))
        {
            number = "+" + number;
        }

        if (Parse(number) is { } parsed && _phones.IsPossibleNumber(parsed))
        {
            return _phones.Format(parsed, PhoneNumberFormat.E164);
        }

        return number.Replace("+", "", StringComparison.Ordinal);
    }

    private bool IsPossible(string path) => Parse(path) is { } parsed && _phones.IsPossibleNumber(parsed);

    private PhoneNumber? Parse(string number)
    {
        try
        {
            return _phones.Parse(number, country);
        }
        catch (NumberParseException)
        {
            return null;
        }
    }
}
