using Mhero.Core;
using Mhero.Core.Operating;
using Mhero.Core.Storage.DeadLetters;

namespace Mhero.Functions.Http;

/// <summary>The conditions of lists in the query of an address.</summary>
internal static class Filters
{
    /// <summary>A time in a query.</summary>
    /// <param name="request">The request.</param>
    /// <param name="name">The parameter.</param>
    /// <returns>The time; null when it is not given. A day, or a time without an offset, is UTC.</returns>
    /// <exception cref="OperatorException">The value is not a time.</exception>
    public static DateTimeOffset? TimeOf(HttpRequest request, string name) => Listing.TextOf(request, name) switch
    {
        null => null,

        // A query has a blank in place of a plus that was not escaped.
        var text when DateTimeOffset.TryParse(text.Replace(' ', '+'), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) => at.ToUniversalTime(),
        _ => throw new OperatorException(HttpCodes.BadFilter, $"{name} has to be a day or a time, such as 2026-03-01 or 2026-03-01T08:00:00Z."),
    };

    /// <summary>The filter of dead letters in a query.</summary>
    /// <exception cref="OperatorException">A value cannot be read.</exception>
    public static DeadLetterFilter DeadLettersOf(HttpRequest request) => new()
    {
        Queue = Listing.TextOf(request, "queue"),

        // The parameter code is the function key.
        Code = Listing.TextOf(request, "issue"),
        Text = Listing.TextOf(request, "text"),
        Flow = Listing.TextOf(request, "flow"),
        Facility = Listing.TextOf(request, "facility"),
        From = TimeOf(request, "from"),
        To = TimeOf(request, "to"),
    };

    /// <summary>Whether a switch is on in a query.</summary>
    public static bool IsOn(HttpRequest request, string name) => Listing.TextOf(request, name) is "true" or "1";
}
