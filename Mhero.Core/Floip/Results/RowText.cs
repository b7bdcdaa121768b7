namespace Mhero.Core.Floip.Results;

/// <summary>One text for the content of a row: two rows have the same content when they have the same text.</summary>
internal static class RowText
{
    private const char Separator = '\u001F';

    /// <summary>Whether two rows have the same content; as a comparison of their texts, without making them.</summary>
    public static bool IsSame(ResultsRow one, ResultsRow other) =>
        ReferenceEquals(one, other)
        || (one.Time?.UtcDateTime == other.Time?.UtcDateTime
            && (one.ContactId ?? "") == (other.ContactId ?? "")
            && one.QuestionId == other.QuestionId
            && one.Response?.IsList == other.Response?.IsList
            && (one.Response?.Values ?? []).SequenceEqual(other.Response?.Values ?? [], StringComparer.Ordinal)
            && one.Metadata.Count == other.Metadata.Count
            && one.Metadata.All(m => other.Metadata.TryGetValue(m.Key, out var value) && value == m.Value));

    /// <summary>The text of a row.</summary>
    public static string Of(ResultsRow row)
    {
        var text = new StringBuilder();
        text.Append(row.Time?.UtcDateTime.ToString("O", CultureInfo.InvariantCulture)).Append(Separator)
            .Append(row.ContactId).Append(Separator)
            .Append(row.QuestionId).Append(Separator)
            .Append(row.Response is { IsList: true } ? 'l' : row.Response is null ? 'n' : 'v').AppendJoin(Separator, row.Response?.Values ?? []);
        foreach (var (key, value) in row.Metadata.OrderBy(m => m.Key, StringComparer.Ordinal))
        {
            text.Append(Separator).Append(key).Append('=').Append(value);
        }

        return text.ToString();
    }
}
