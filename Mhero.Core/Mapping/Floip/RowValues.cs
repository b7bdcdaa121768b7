using Mhero.Core.Floip.Results;
using Mhero.Core.Mapping.Languages;

namespace Mhero.Core.Mapping.Floip;

/// <summary>Brings the values of a row into the forms in which RapidPro's runs have them.</summary>
internal static class RowValues
{
    private static readonly char[] Separators = [',', ';', '|'];

    /// <summary>The values of a row that has some; at least one.</summary>
    public static IReadOnlyList<string> Of(ResultsRow row, ResultsQuestion? question)
    {
        var response = row.Response!;
        switch (question?.Type)
        {
            case ResultsQuestionType.SelectMany:
                return response.IsList ? response.Values : Split(response.Values[0], question.Choices);
            case ResultsQuestionType.GeoPoint:
                return [PointOf(response) ?? Joined(response)];
            case ResultsQuestionType.Image or ResultsQuestionType.Video or ResultsQuestionType.Audio
                when !response.IsList && row.Metadata.TryGetValue("format", out var format) && format.Contains('/', StringComparison.Ordinal):
                return [$"{format}:{response.Values[0]}"];
            default:
                return [Joined(response)];
        }
    }

    private static string Joined(RowResponse response) => string.Join(", ", response.Values);

    /// <summary>Some servers give a selection of many as one text; it is split where every part is a choice.</summary>
    private static string[] Split(string text, IReadOnlyList<string> choices)
    {
        var names = choices.Select(TextNormalizer.Fold).ToHashSet(StringComparer.Ordinal);
        if (names.Contains(TextNormalizer.Fold(text)))
        {
            return [text];
        }

        foreach (var parts in new[] { text.Split(Separators, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries), text.Split(' ', StringSplitOptions.RemoveEmptyEntries) })
        {
            if (parts.Length > 1 && parts.All(p => names.Contains(TextNormalizer.Fold(p))))
            {
                return parts;
            }
        }

        return [text];
    }

    /// <summary>A point as the address of RFC 5870, from a list or from a text with blanks or commas; null for anything else.</summary>
    private static string? PointOf(RowResponse response)
    {
        var parts = response.Values.Count > 1 ? response.Values : response.Values[0].Split([' ', ','], StringSplitOptions.RemoveEmptyEntries);
        var numbers = parts.Select(p => decimal.TryParse(p, NumberStyles.Float, CultureInfo.InvariantCulture, out var n) ? n : (decimal?)null).ToList();
        if (numbers.Count is < 2 or > 4 || numbers.Contains(null) || Math.Abs(numbers[0]!.Value) > 90 || Math.Abs(numbers[1]!.Value) > 180)
        {
            return null;
        }

        var point = "geo:" + string.Join(',', numbers.Take(3).Select(n => n!.Value.ToString(CultureInfo.InvariantCulture)));
        return numbers.Count == 4 ? $"{point};u={numbers[3]!.Value.ToString(CultureInfo.InvariantCulture)}" : point;
    }
}
