using Mhero.Core.Floip.Results;

namespace Mhero.Core.Publishing;

/// <summary>Reads the query parameters of the Flow Results API.</summary>
internal static class RowQueryReader
{
    /// <summary>The parameter of the place that a page comes after.</summary>
    public const string After = "page[afterCursor]";

    /// <summary>The parameter of the place that a page comes before.</summary>
    public const string Before = "page[beforeCursor]";

    /// <summary>The parameters that stay the same from page to page.</summary>
    public static readonly IReadOnlyList<string> Filters = ["filter[start-timestamp]", "filter[end-timestamp]", "filter[min-version]", "filter[max-version]", "page[size]"];

    /// <summary>Reads the parameters.</summary>
    /// <param name="parameter">Gives the value of a parameter; null for none.</param>
    /// <param name="pageSize">How many rows a page has where no number is asked for.</param>
    /// <param name="cursorOf">Finds the place after a row whose id stands in place of a cursor; null for a row that does not exist.</param>
    /// <returns>The query, or what is wrong with it.</returns>
    public static async Task<(RowQuery? Query, string? Fault)> ReadAsync(Func<string, string?> parameter, int pageSize, Func<string, Task<RowCursor?>> cursorOf)
    {
        var times = new DateTimeOffset?[4];
        for (var i = 0; i < times.Length; i++)
        {
            if (parameter(Filters[i]) is { } text)
            {
                // A plus sign that was not encoded arrives as a blank.
                if (RowTimes.Read(text.Replace(' ', '+'), TimeZoneInfo.Utc) is not { } time)
                {
                    return (null, $"{Filters[i]} is not a time: send one such as 2026-11-29T08:00:00Z.");
                }

                times[i] = time.Time;
            }
        }

        if (parameter(Filters[4]) is { } size && (!int.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out pageSize) || pageSize is < 1 or > PublishingOptions.MaxPageSize))
        {
            return (null, $"{Filters[4]} has to be a number from 1 to {PublishingOptions.MaxPageSize}.");
        }

        var (after, before) = (parameter(After), parameter(Before));
        if (after is not null && before is not null)
        {
            return (null, $"Send {After} or {Before}, and not both.");
        }

        RowCursor? cursor = null;
        if ((after ?? before) is { } place && (cursor = RowCursor.Read(place) ?? await cursorOf(place)) is null)
        {
            return (null, "This row does not exist: follow the links next and previous as the answers give them, or begin again with filter[start-timestamp].");
        }

        return (
            new RowQuery { After = times[0], Until = times[1], MinVersion = times[2], MaxVersion = times[3], PageSize = pageSize, Cursor = cursor, IsBackward = before is not null },
            null);
    }
}
