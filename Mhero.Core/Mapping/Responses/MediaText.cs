using System.Collections.Frozen;
using System.Text.RegularExpressions;
using Hl7.Fhir.Model;

namespace Mhero.Core.Mapping.Responses;

/// <summary>
/// Reads media as RapidPro has them: in a run's value a line for the text and one for each address, in a message a type and
/// an address.
/// </summary>
internal static partial class MediaText
{
    private static readonly FrozenDictionary<string, string> Types = new Dictionary<string, string>
    {
        ["jpg"] = "image/jpeg",
        ["jpeg"] = "image/jpeg",
        ["png"] = "image/png",
        ["gif"] = "image/gif",
        ["webp"] = "image/webp",
        ["heic"] = "image/heic",
        ["mp3"] = "audio/mpeg",
        ["m4a"] = "audio/mp4",
        ["ogg"] = "audio/ogg",
        ["oga"] = "audio/ogg",
        ["opus"] = "audio/ogg",
        ["wav"] = "audio/wav",
        ["amr"] = "audio/amr",
        ["mp4"] = "video/mp4",
        ["3gp"] = "video/3gpp",
        ["webm"] = "video/webm",
        ["pdf"] = "application/pdf",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>The media in a value, and the text beside them.</summary>
    public static (List<Attachment> Media, string? Text) Read(string value)
    {
        var media = new List<Attachment>();
        var text = new List<string>();
        foreach (var line in value.Split('\n'))
        {
            if (ReadLine(line.Trim()) is { } attachment)
            {
                media.Add(attachment);
            }
            else
            {
                text.Add(line);
            }
        }

        return (media, KeptText.Clean(string.Join('\n', text)));
    }

    /// <summary>A place as the address that RFC 5870 has for it; null when it is not two numbers within their bounds.</summary>
    public static string? Place(string? text)
    {
        var match = text is null ? Match.Empty : Coordinates().Match(text);
        return match.Success && IsWithin(match.Groups["lat"].Value, 90) && IsWithin(match.Groups["long"].Value, 180)
            ? $"geo:{match.Groups["lat"].Value},{match.Groups["long"].Value}"
            : null;
    }

    /// <summary>The MIME type: the given one when it is whole, else that of a plain file extension; null for neither.</summary>
    public static string? ContentType(string? given, string url)
    {
        if (given is not null && Mime().IsMatch(given))
        {
            return given;
        }

        var path = url.AsSpan();
        var end = path.IndexOfAny('?', '#');
        path = end < 0 ? path : path[..end];
        path = path[(path.LastIndexOf('/') + 1)..];
        var point = path.LastIndexOf('.');
        return point < 0 ? null : Types.GetValueOrDefault(path[(point + 1)..].ToString());
    }

    private static Attachment? ReadLine(string line)
    {
        if (Place(line) is { } place)
        {
            return new Attachment { Url = place };
        }

        var match = Address().Match(line);
        if (!match.Success)
        {
            return null;
        }

        var url = match.Groups["url"].Value;
        return new Attachment { ContentType = ContentType(match.Groups["type"] is { Success: true } type ? type.Value : null, url), Url = url };
    }

    private static bool IsWithin(string number, int bound) =>
        decimal.TryParse(number, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)
        && Math.Abs(value) <= bound;

    [GeneratedRegex(@"^((?<type>image|audio|video|document|[a-z0-9][a-z0-9!#$&^_.+-]*/[a-z0-9][a-z0-9!#$&^_.+-]*):)?(?<url>https?://\S+)\z", RegexOptions.IgnoreCase)]
    private static partial Regex Address();

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]*/[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]*\z")]
    private static partial Regex Mime();

    [GeneratedRegex(@"^(geo:)?(?<lat>-?[0-9]{1,2}(\.[0-9]{1,15})?),\s?(?<long>-?[0-9]{1,3}(\.[0-9]{1,15})?)\z")]
    private static partial Regex Coordinates();
}
