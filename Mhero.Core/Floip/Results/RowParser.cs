using System.Collections.ObjectModel;
using Mhero.Core.Floip.Json;

namespace Mhero.Core.Floip.Results;

/// <summary>Reads one row: an array of seven columns, of which the last may be missing.</summary>
/// <param name="zone">The zone of times that have none.</param>
internal sealed class RowParser(TimeZoneInfo zone)
{
    private const int Columns = 7;

    /// <summary>Reads an entry of a list of rows.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="index">Its position, from 0.</param>
    public RowReading Parse(JsonElement entry, long index)
    {
        var path = string.Create(CultureInfo.InvariantCulture, $"responses[{index}]");
        if (entry.ValueKind != JsonValueKind.Array || entry.GetArrayLength() is not (Columns or Columns - 1))
        {
            return Refuse(index, FloipCodes.RowShape, path, "The row is not a list of timestamp, row id, contact id, session id, question id, response and metadata; it was left out. Correct the server or the file.");
        }

        if (LooseJson.Text(entry[1]) is not { } rowId || LooseJson.Text(entry[3]) is not { } sessionId || LooseJson.Text(entry[4]) is not { } questionId)
        {
            return Refuse(index, FloipCodes.RowWithoutId, path, "The row has no row id, session id or question id; it was left out. Correct the server or the file.");
        }

        var time = RowTimes.Read(LooseJson.Text(entry[0]), zone);
        var row = new ResultsRow
        {
            RowId = rowId,
            Time = time?.Time,
            IsZoneAssumed = time?.IsZoneAssumed is true,
            ContactId = LooseJson.Text(entry[2]),
            SessionId = sessionId,
            QuestionId = questionId,
            Response = ResponseOf(entry[5]),
            Metadata = entry.GetArrayLength() == Columns ? MetadataOf(entry[6]) : ReadOnlyDictionary<string, string>.Empty,
        };
        return new RowReading(index, row, time is not null ? [] :
            [new FloipIssue(FloipCodes.RowTimeUnreadable, path, "The timestamp of the row is not a time of RFC 3339; the answer was kept without it. Correct the server or the file.")]);
    }

    private static RowReading Refuse(long index, string code, string path, string message) => new(index, null, [new FloipIssue(code, path, message)]);

    private static RowResponse? ResponseOf(JsonElement response) => response.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined => null,
        JsonValueKind.Array => new RowResponse([.. response.EnumerateArray().Select(ValueOf).OfType<string>()], IsList: true),
        _ => ValueOf(response) is { } value ? new RowResponse([value], IsList: false) : null,
    };

    private static string? ValueOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object or JsonValueKind.Array => value.GetRawText(),
        _ => LooseJson.Text(value),
    };

    private static IReadOnlyDictionary<string, string> MetadataOf(JsonElement metadata)
    {
        if (metadata.ValueKind != JsonValueKind.Object)
        {
            return ReadOnlyDictionary<string, string>.Empty;
        }

        var read = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var property in metadata.EnumerateObject())
        {
            if (ValueOf(property.Value) is { } value)
            {
                read[property.Name.Replace('-', '_')] = value;
            }
        }

        return read;
    }
}
