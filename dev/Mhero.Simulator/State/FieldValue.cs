namespace Mhero.Simulator.State;

/// <summary>
/// The content of a field: the text as given, and its parsed values. The field's type decides which one the API shows,
/// so a number field that was given "thirty" shows null and yet holds something.
/// </summary>
internal sealed record FieldValue(string Text, string? Number, string? Datetime)
{
    public string? Shown(string type) => type switch
    {
        "text" => Text,
        "number" => Number,
        "datetime" => Datetime,
        // The places of a country are not simulated, and RapidPro too shows null for a place that it does not know.
        _ => null,
    };
}
