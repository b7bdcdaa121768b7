using System.Buffers.Text;

namespace Mhero.Core.Publishing;

/// <summary>
/// A place between two rows. Rows are ordered by when the registry stored their response, so that a client that goes on from its last page misses
/// no response that arrived late or changed.
/// </summary>
/// <param name="Stored">When the registry stored the response (UTC).</param>
/// <param name="Response">The response's id; empty for the place before all responses of that time.</param>
/// <param name="Rows">How many rows of the response are before the place.</param>
internal sealed record RowCursor(DateTimeOffset Stored, string Response, int Rows)
{
    /// <summary>The cursor as text for an address.</summary>
    public override string ToString() =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Stored.UtcTicks}|{Rows}|{Response}")));

    /// <summary>Reads a cursor.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The cursor; null for another text.</returns>
    public static RowCursor? Read(string text)
    {
        if (!Base64Url.IsValid(text))
        {
            return null;
        }

        var parts = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text)).Split('|', 3);
        return parts is [var stored, var rows, var response]
            && long.TryParse(stored, NumberStyles.None, CultureInfo.InvariantCulture, out var ticks) && ticks <= DateTimeOffset.MaxValue.Ticks
            && int.TryParse(rows, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? new RowCursor(new DateTimeOffset(ticks, TimeSpan.Zero), response, count)
            : null;
    }
}
