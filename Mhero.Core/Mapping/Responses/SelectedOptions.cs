using System.Text.RegularExpressions;
using Mhero.Core.Mapping.Questionnaires;
using Mhero.Core.RapidPro.Model;
using static Hl7.Fhir.Model.Questionnaire;

namespace Mhero.Core.Mapping.Responses;

/// <summary>Reads the selection of several options that an authored flow saves as one result: their positions, with blanks or commas between.</summary>
internal static partial class SelectedOptions
{
    /// <summary>The values of the selection.</summary>
    /// <param name="item">The item that it answers.</param>
    /// <param name="value">The result.</param>
    /// <returns>One value for each option, in the order of the options; null when the result is another kind of answer.</returns>
    public static IReadOnlyList<RunValue>? Of(IndexedItem item, RunValue value)
    {
        if (!item.Repeats || item.Type is not (QuestionnaireItemType.Choice or QuestionnaireItemType.OpenChoice)
            || value.Category != OptionCategories.Numbers || item.Options is not { } options)
        {
            return null;
        }

        var positions = Digits().Matches(value.Value ?? "")
            .Select(digits => int.TryParse(digits.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var position) ? position : 0).Distinct().Order().ToList();
        return positions.TrueForAll(position => options.NameAt(position) is not null)
            ? [.. positions.Select(position => value with { Category = options.NameAt(position) })]
            : null;
    }

    [GeneratedRegex("[0-9]+")]
    private static partial Regex Digits();
}
