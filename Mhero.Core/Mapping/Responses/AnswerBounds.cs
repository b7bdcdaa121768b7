using Mhero.Core.Mapping.Issues;

namespace Mhero.Core.Mapping.Responses;

/// <summary>Checks an answer against the item's <c>minValue</c> and <c>maxValue</c>. An answer outside them is kept, since it is the contact's.</summary>
internal static class AnswerBounds
{
    /// <summary>Reports a number or date outside its bounds; times of day and instants have none here.</summary>
    public static void Check(IndexedItem item, RunAnswer answer, IssueCollector issues)
    {
        if (Compare(answer.Text, item.Minimum) < 0 || Compare(answer.Text, item.Maximum) > 0)
        {
            issues.Warn(MappingCodes.AnswerOutOfBounds, answer.Path, $"The answer is outside minValue or maxValue of item '{item.LinkId}'; it was kept.");
        }
    }

    private static int Compare(string? text, string? bound)
    {
        if (bound is null)
        {
            return 0;
        }

        if (NumberText.Read(text) is { } number && NumberText.Read(bound) is { } limit)
        {
            return number.CompareTo(limit);
        }

        // Dates of the same precision are in the order of their texts.
        return TimeText.Date(text) is { } date && TimeText.Date(bound) is { } day && date.Length == day.Length ? string.CompareOrdinal(date, day) : 0;
    }
}
