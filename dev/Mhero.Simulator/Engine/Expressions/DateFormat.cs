namespace Mhero.Simulator.Engine.Expressions;

/// <summary>RapidPro's date formats: YYYY, MM, DD, tt (hours of 24), hh (of 12), mm, ss, fff, aa, EEE, MMM, ZZZ and their kin.</summary>
internal static class DateFormat
{
    private static readonly Dictionary<string, string> Tokens = new(StringComparer.Ordinal)
    {
        ["YYYY"] = "yyyy",
        ["YY"] = "yy",
        ["MMMM"] = "MMMM",
        ["MMM"] = "MMM",
        ["MM"] = "MM",
        ["M"] = "%M",
        ["DD"] = "dd",
        ["D"] = "%d",
        ["EEEE"] = "dddd",
        ["EEE"] = "ddd",
        ["tt"] = "HH",
        ["t"] = "%H",
        ["hh"] = "hh",
        ["h"] = "%h",
        ["mm"] = "mm",
        ["m"] = "%m",
        ["ss"] = "ss",
        ["s"] = "%s",
        ["fff"] = "fff",
        ["ffffff"] = "ffffff",
        ["fffffffff"] = "fffffff'00'",
        ["AA"] = "tt",
        ["aa"] = "tt",
        ["ZZZ"] = "zzz",
        ["Z"] = "zzz",
    };

    /// <summary>Null when the format holds letters that mean nothing.</summary>
    public static string? Apply(DateTimeOffset time, string format)
    {
        var text = new StringBuilder();
        for (var at = 0; at < format.Length;)
        {
            var end = at + 1;
            if (!char.IsLetter(format[at]) || format[at] == 'T')
            {
                text.Append(format[at]);
                at = end;
                continue;
            }

            while (end < format.Length && format[end] == format[at])
            {
                end++;
            }

            var token = format[at..end];
            if (!Tokens.TryGetValue(token, out var specifier))
            {
                return null;
            }

            var part = token == "Z" && time.Offset == TimeSpan.Zero ? "Z" : time.ToString(specifier, CultureInfo.InvariantCulture);
            text.Append(token == "aa" ? part.ToLowerInvariant() : part);
            at = end;
        }

        return text.ToString();
    }
}
