using Mhero.Core.Storage.DeadLetters;
using Mhero.Functions.Console.Routing;

namespace Mhero.Functions.Console.Pages.Failures;

/// <summary>The conditions of the list of failures, as the form has them.</summary>
/// <param name="Values">The values by field; those that are empty are left out.</param>
/// <param name="Filter">The conditions.</param>
public sealed record FailureQuery(IReadOnlyDictionary<string, string> Values, DeadLetterFilter Filter)
{
    /// <summary>The fields.</summary>
    public static IReadOnlyList<string> Fields { get; } = ["queue", "issue", "text", "flow", "facility", "from", "to"];

    /// <summary>Reads it from a query or a form.</summary>
    /// <param name="request">The request.</param>
    /// <param name="zone">The time zone of days.</param>
    public static FailureQuery Of(ConsoleRequest request, TimeZoneInfo zone)
    {
        var values = Fields.Select(field => (field, value: request.Query(field) ?? request.Field(field))).Where(f => f.value is not null).ToDictionary(f => f.field, f => f.value!);
        return new FailureQuery(values, new DeadLetterFilter
        {
            Queue = values.GetValueOrDefault("queue"),
            Code = values.GetValueOrDefault("issue"),
            Text = values.GetValueOrDefault("text"),
            Flow = values.GetValueOrDefault("flow"),
            Facility = values.GetValueOrDefault("facility"),
            From = request.Day("from", zone),
            To = request.Day("to", zone, 1),
        });
    }

    /// <summary>The value of a field; empty for none.</summary>
    /// <param name="field">The field.</param>
    public string this[string field] => Values.GetValueOrDefault(field, "");

    /// <summary>The conditions as a query, without a question mark.</summary>
    public string ToQuery() => string.Join('&', Values.Select(value => $"{value.Key}={Uri.EscapeDataString(value.Value)}"));
}
