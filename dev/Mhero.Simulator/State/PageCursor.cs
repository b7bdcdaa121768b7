namespace Mhero.Simulator.State;

/// <summary>
/// A cursor as Django REST framework encodes it: base64 of <c>o=offset&amp;r=1&amp;p=position</c>, where the position is
/// Python's text of a time.
/// </summary>
internal readonly record struct PageCursor(int Offset, bool Backwards, long? Position)
{
    /// <summary>The framework never skips more than this.</summary>
    private const int MaxOffset = 1000;

    /// <summary>Null (with a status of 404 or 500) when RapidPro could not use it either.</summary>
    public static PageCursor? Decode(string encoded, out int failure)
    {
        failure = 404;
        // Python's decoder drops what is not of the alphabet, and then minds the padding.
        var clean = string.Concat(encoded.Where(c => char.IsAsciiLetterOrDigit(c) || c is '+' or '/' or '='));
        var bytes = new byte[clean.Length];
        if (!Convert.TryFromBase64String(clean, bytes, out var length) || bytes.AsSpan(0, length).ContainsAnyExceptInRange((byte)0, (byte)127))
        {
            return null;
        }

        var offset = 0;
        var backwards = false;
        string? position = null;
        foreach (var pair in Encoding.ASCII.GetString(bytes, 0, length).Split('&'))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0)
            {
                continue;
            }

            var value = Uri.UnescapeDataString(pair[(equals + 1)..].Replace('+', ' '));
            switch (pair[..equals])
            {
                case "o" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var o):
                    offset = Math.Min(o, MaxOffset);
                    break;
                case "r" when int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var r):
                    backwards = r != 0;
                    break;
                case "p":
                    position = value;
                    break;
                case "o" or "r":
                    return null;
            }
        }

        if (position is null)
        {
            return new PageCursor(offset, backwards, null);
        }

        // The position goes into the database query unchecked: a value that is not a time causes a server error.
        failure = 500;
        return DateTimeOffset.TryParse(position, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? new PageCursor(offset, backwards, Micros.From(time))
            : null;
    }

    public string Encode()
    {
        var text = new StringBuilder();
        if (Offset != 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"o={Offset}");
        }

        if (Backwards)
        {
            text.Append(text.Length > 0 ? "&" : "").Append("r=1");
        }

        if (Position is { } position)
        {
            var format = position % 1_000_000 == 0 ? "yyyy-MM-dd+HH'%3A'mm'%3A'ss" : "yyyy-MM-dd+HH'%3A'mm'%3A'ss.ffffff";
            text.Append(text.Length > 0 ? "&" : "").Append("p=")
                .Append(Micros.ToTime(position).ToString(format, CultureInfo.InvariantCulture)).Append("%2B00%3A00");
        }

        return Convert.ToBase64String(Encoding.ASCII.GetBytes(text.ToString()));
    }
}
