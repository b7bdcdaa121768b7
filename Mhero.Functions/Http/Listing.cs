using Mhero.Core;

namespace Mhero.Functions.Http;

/// <summary>The query parameters that all lists share.</summary>
internal static class Listing
{
    private const int Default = 100;
    private const int Most = 1000;

    /// <summary>The value of <c>max</c>; null if it is not a number from 1 to 1000.</summary>
    public static int? MaxOf(HttpRequest request) => TextOf(request, "max") switch
    {
        null => Default,
        var text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var max) && max is > 0 and <= Most => max,
        _ => null,
    };

    public static string? TextOf(HttpRequest request, string name) => request.Query[name].ToString() is { Length: > 0 } text ? text : null;

    public static IResult BadMax() => Problems.Of(StatusCodes.Status400BadRequest, HttpCodes.BadMax, $"max has to be a number from 1 to {Most}.");
}
