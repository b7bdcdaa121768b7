using System.Globalization;
using System.Text;

namespace Mhero.Core.Floip.Results;

/// <summary>One text for the content of a row: two rows have the same content when they have the same text.</summary>
internal static class RowText
{
    private const char Separator = '\u001F';

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
