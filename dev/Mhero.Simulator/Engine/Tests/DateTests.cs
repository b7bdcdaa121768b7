using System.Text.RegularExpressions;
using Mhero.Simulator.Engine.Expressions;

namespace Mhero.Simulator.Engine.Tests;

/// <summary>Tests on dates and times. A date without a time gets the present time of day; comparisons look at the day alone.</summary>
internal static partial class DateTests
{
    [GeneratedRegex(@"\b([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:\.(\d+))?)?\W*([aApP][mM])?\b")]
    private static partial Regex HoursAndMinutes();

    [GeneratedRegex(@"\b([0-9]{1,2})\W*([aApP][mM])\b")]
    private static partial Regex Hours();

    public static object? Date(object? operand, TestContext context) => Read(operand, context);

    public static object? Compare(object? operand, string bound, TestContext context, Func<DateOnly, DateOnly, bool> passes) =>
        Read(operand, context) is { } time && Read(bound, context) is { } limit && passes(Day(time, context), Day(limit, context)) ? time : null;

    public static TimeOnly? Time(string text)
    {
        if (HoursAndMinutes().Match(text) is { Success: true } match)
        {
            return Make(match.Groups[1].Value, match.Groups[2].Value, match.Groups[3].Value, match.Groups[4].Value, match.Groups[5].Value);
        }

        return Hours().Match(text) is { Success: true } hours ? Make(hours.Groups[1].Value, "", "", "", hours.Groups[2].Value) : null;
    }

    private static DateTimeOffset? Read(object? value, TestContext context) => value switch
    {
        DateTimeOffset time => time,
        DateOnly date => new DateTimeOffset(date.ToDateTime(TimeOnly.MinValue), context.Scope.Now.Offset),
        _ => context.Scope.ReadDatetime(XValue.ToText(value)),
    };

    private static DateOnly Day(DateTimeOffset time, TestContext context) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(time, context.Scope.Zone).DateTime);

    private static TimeOnly? Make(string hour, string minute, string second, string fraction, string half)
    {
        var (h, m, s) = (Int(hour), Int(minute), Int(second));
        if (half.Length > 0)
        {
            h = (h % 12) + (half[0] is 'p' or 'P' ? 12 : 0);
        }

        return h > 23 || m > 59 || s > 59 ? null : new TimeOnly(h, m, s).Add(TimeSpan.FromMicroseconds(Int(fraction.PadRight(6, '0')[..6])));
    }

    private static int Int(string digits) => digits.Length == 0 ? 0 : int.Parse(digits, CultureInfo.InvariantCulture);
}
