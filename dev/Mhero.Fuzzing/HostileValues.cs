namespace Mhero.Fuzzing;

/// <summary>Values that other systems were seen to send, or that an attacker would.</summary>
internal static class HostileValues
{
    private static readonly Func<JsonNode?>[] Makers =
    [
        () => null,
        () => JsonValue.Create(true),
        () => JsonValue.Create(-1),
        () => JsonValue.Create(0),
        () => JsonValue.Create(1.5),
        () => JsonValue.Create(long.MaxValue),
        () => JsonNode.Parse("1e400"),
        () => JsonNode.Parse("123456789012345678901234567890.000000001"),
        () => "",
        () => " ",
        () => "\0",
        () => "9999-12-31T23:59:59.9999999+14:00",
        () => "0001-01-01",
        () => "2026-02-30",
        () => "2026-13",
        () => "24:00:00",
        () => "Practitioner/",
        () => "Practitioner/../1",
        () => "http://example.org/a b|c|d#e",
        () => "urn:uuid:nothing",
        () => "tel:+",
        () => "whatsapp:25078810000a",
        () => "+999999999999999999999999",
        () => "‮٠١٢٣ ４５６",
        () => "%contact.name.descendants().descendants()",
        () => "@(if(1, 2, ",
        () => "(a+)+$",
        () => "$..*",
        () => new string('x', 5_000),
        () => new JsonArray(),
        () => new JsonArray(null, 1, "x", new JsonObject(), new JsonArray()),
        () => new JsonObject(),
        () => new JsonObject { ["resourceType"] = "Patient" },
        () => new JsonObject { ["value"] = new JsonObject { ["value"] = null } },
    ];

    /// <summary>One of the values.</summary>
    /// <param name="random">Chooses it.</param>
    public static JsonNode? Next(Random random) => Makers[random.Next(Makers.Length)]();
}
