using Mhero.MemoryFhir;

namespace Mhero.Bench.Load.World;

/// <summary>Facilities with a report of ten numbers a week, as registry and DHIS2 have them.</summary>
internal static class Facilities
{
    public const int Numbers = 10;

    private const string Measure = "http://example.org/fhir/Measure/bench";

    /// <summary>DHIS2's metadata of so many facilities.</summary>
    public static string Metadata(int facilities)
    {
        var units = Enumerable.Range(0, facilities).Select(n => new { id = $"u{n:0000000000}", code = $"F-{n}", name = $"Facility {n}" }).ToList();
        var elements = Enumerable.Range(0, Numbers).Select(n => new { dataElement = new { id = $"e{n:0000000000}", code = $"DE_{n}", valueType = "INTEGER_ZERO_OR_POSITIVE", zeroIsSignificant = true } });
        return JsonSerializer.Serialize(new
        {
            organisationUnits = units,
            dataSets = new[] { new { id = "benchset001", code = "BENCH", name = "Bench", periodType = "Weekly", dataSetElements = elements, organisationUnits = units.Select(u => new { u.id }) } },
        });
    }

    /// <summary>Puts facilities, their Measure and their reports of a week into the registry; reports that are there are replaced.</summary>
    /// <param name="server">The registry.</param>
    /// <param name="facilities">How many.</param>
    /// <param name="week">The week of 2026.</param>
    /// <param name="extra">What is added to the first number of each report.</param>
    public static void Put(FhirServer server, int facilities, int week, int extra)
    {
        server.Put(JsonSerializer.SerializeToElement(new
        {
            resourceType = "Measure",
            id = "bench",
            url = Measure,
            status = "active",
            identifier = new[] { new { system = "http://mhero.org/fhir/dhis2-data-set", value = "BENCH" } },
        }));
        var monday = new DateOnly(2025, 12, 29).AddDays((week - 1) * 7);
        for (var facility = 0; facility < facilities; facility++)
        {
            if (extra == 0)
            {
                server.Put(JsonSerializer.SerializeToElement(new
                {
                    resourceType = "Location",
                    id = $"facility-{facility}",
                    name = $"Facility {facility}",
                    identifier = new[] { new { system = "http://mhero.org/fhir/dhis2-org-unit", value = $"F-{facility}" } },
                }));
            }

            server.Put(JsonSerializer.SerializeToElement(new
            {
                resourceType = "MeasureReport",
                id = $"report-{week}-{facility}",
                status = "complete",
                type = "summary",
                measure = Measure,
                subject = new { reference = $"Location/facility-{facility}" },
                date = $"{monday.AddDays(8):yyyy-MM-dd}",
                period = new { start = $"{monday:yyyy-MM-dd}", end = $"{monday.AddDays(6):yyyy-MM-dd}" },
                group = Enumerable.Range(0, Numbers).Select(n => new
                {
                    code = new { coding = new[] { new { system = "http://mhero.org/fhir/dhis2-data-element", code = $"DE_{n}" } } },
                    population = new[] { new { code = new { coding = new[] { new { system = "http://terminology.hl7.org/CodeSystem/measure-population", code = "initial-population" } } }, count = facility + n + (n == 0 ? extra : 0) } },
                }),
            }));
        }
    }
}
