namespace Mhero.Core.Mapping.Questionnaires;

/// <summary>Makes one question of those that save the same result.</summary>
internal static class QuestionMerge
{
    /// <summary>Joins two questions.</summary>
    /// <param name="one">The one that is asked first.</param>
    /// <param name="other">The other.</param>
    /// <param name="conflict">Set when their answers have no type in common but text.</param>
    public static Question Merge(Question one, Question other, ref bool conflict)
    {
        if (IsChoice(one) || IsChoice(other))
        {
            var bothClosed = one.Kind == QuestionKind.Choice && other.Kind == QuestionKind.Choice;
            conflict |= !IsTextual(one) || !IsTextual(other);
            return new Question(bothClosed ? QuestionKind.Choice : QuestionKind.OpenChoice)
            {
                Options = [.. one.Options, .. other.Options.Where(o => one.Options.All(known => known.Name != o.Name))],
            };
        }

        var kind = (one.Kind, other.Kind) switch
        {
            var (first, second) when first == second => first,
            (QuestionKind.Decimal, QuestionKind.Integer) or (QuestionKind.Integer, QuestionKind.Decimal) => QuestionKind.Decimal,
            _ when IsTextual(one) && IsTextual(other) => QuestionKind.Text,
            _ => QuestionKind.String,
        };
        conflict |= kind == QuestionKind.String && (!IsTextual(one) || !IsTextual(other));
        return new Question(kind)
        {
            Numbers = kind is QuestionKind.Decimal or QuestionKind.Integer ? one.Numbers.Union(other.Numbers) : default,
            Dates = kind == QuestionKind.Date ? one.Dates.Union(other.Dates) : default,
            Pattern = one.Pattern == other.Pattern ? one.Pattern : null,
        };
    }

    private static bool IsChoice(Question question) => question.Kind is QuestionKind.Choice or QuestionKind.OpenChoice;

    private static bool IsTextual(Question question) => IsChoice(question) || question.Kind is QuestionKind.Text or QuestionKind.String;
}
