namespace Mhero.Local.Simulator.State;

/// <summary>
/// What a field holds: the text as it was given, and what it reads as. The field's type decides which one the API shows,
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
