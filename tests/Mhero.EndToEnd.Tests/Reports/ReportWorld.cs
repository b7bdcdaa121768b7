using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Storage.DeadLetters;
using Mhero.DevHost.Host;
using Mhero.EndToEnd.Tests.Contacts;
using Mhero.Functions.Timers;
using Mhero.Simulator.Dhis2;
using Task = System.Threading.Tasks.Task;

namespace Mhero.EndToEnd.Tests.Reports;

/// <summary>A registry with a Measure, and a DHIS2 of each version that a test asks for. Tests make facilities and reports of their own.</summary>
public class ReportWorld : SyncWorld
{
    public const string Measure = "http://example.org/fhir/Measure/malaria";
    public const string UnitSystem = "http://example.org/unit";

    private static int _nextUnit;

    private readonly Dictionary<int, (Dhis2Server Server, FunctionsHost App)> _apps = [];
    private readonly string _mapping = Path.Combine(Path.GetTempPath(), $"mhero-mapping-{Guid.NewGuid():N}.json");

    public override async Task InitializeAsync()
    {
        await File.WriteAllTextAsync(_mapping, $$"""
            {
              "measures": {
                "{{Measure}}": {
                  "dataSet": "MALARIA", "periodType": "Weekly",
                  "values": [
                    { "group": "cases", "stratum": { "age": "under5" }, "dataElement": "CASES", "categoryOptionCombo": "U5" },
                    { "group": "cases", "stratum": { "age": "over5" }, "dataElement": "CASES", "categoryOptionCombo": "O5" },
                    { "group": "deaths", "dataElement": "DEATHS" },
                    { "group": "stock", "dataElement": "STOCK" }
                  ]
                }
              }
            }
            """);
        await base.InitializeAsync();
    }

    public override async Task DisposeAsync()
    {
        foreach (var (server, app) in _apps.Values)
        {
            await app.DisposeAsync();
            await server.DisposeAsync();
        }

        await base.DisposeAsync();
        File.Delete(_mapping);
    }

    /// <summary>The DHIS2 of a version, and mHero with it.</summary>
    public async Task<(Dhis2Server Server, FunctionsHost App)> OpenAsync(int version)
    {
        if (!_apps.TryGetValue(version, out var both))
        {
            var server = await Dhis2Server.StartAsync(new Dhis2ServerOptions { Version = version });
            var settings = SettingsFor(server, version);
            _apps[version] = both = (server, await StartHostAsync(settings));
        }

        return both;
    }

    /// <summary>The settings of an app with a memory of its own that sends to a DHIS2.</summary>
    public Dictionary<string, string?> SettingsFor(Dhis2Server server, int version)
    {
        var settings = NewSettings();
        settings["Mhero:Dhis2:BaseUrl"] = server.BaseUrl.ToString();
        settings["Mhero:Dhis2:RetryBaseDelay"] = "00:00:00.010";
        settings["Mhero:Dhis2:MaxRetries"] = "0";
        settings["Mhero:Circuit:ProbeInterval"] = "00:00:01";
        settings["Mhero:Circuit:MaxProbeInterval"] = "00:00:02";
        settings["Mhero:Dhis2:OrgUnitSystem"] = UnitSystem;
        settings["Mhero:Dhis2:MappingFiles:0"] = _mapping;
        if (version < 37)
        {
            settings["Mhero:Dhis2:Username"] = "mhero";
            settings["Mhero:Dhis2:Password"] = "district";
        }
        else
        {
            settings["Mhero:Dhis2:Token"] = "d2pat_simulator";
        }

        return settings;
    }

    /// <summary>A facility that the registry and a DHIS2 have.</summary>
    public async Task<(Location Place, string Unit)> AddFacilityAsync(params Dhis2Server[] servers)
    {
        var number = Interlocked.Increment(ref _nextUnit);
        var unit = string.Create(CultureInfo.InvariantCulture, $"OU-{number}");
        foreach (var server in servers)
        {
            server.AddMetadata(Metadata(number));
        }

        return (await AddAsync(new Location { Name = unit, Identifier = [new Identifier(UnitSystem, unit)] }), unit);
    }

    /// <summary>A report of a week, written to the registry by a system that is not mHero.</summary>
    public async Task<MeasureReport> AddReportAsync(Location place, string monday, int under5, int over5, int? deaths = null, int? stock = null)
    {
        var identifier = new Identifier("http://example.org/report", Guid.NewGuid().ToString());
        var report = Fill(new MeasureReport { Identifier = [identifier], Subject = new ResourceReference($"Location/{place.Id}") }, monday, under5, over5, deaths, stock);
        return (await Fhir.CreateIfNoneAsync(report, new FhirSearch("MeasureReport").Where("identifier", identifier.System!, identifier.Value!))).Resource;
    }

    /// <summary>Changes a report.</summary>
    public async Task CorrectAsync(MeasureReport report, Action<MeasureReport> change) => await Fhir.UpdateAsync<MeasureReport>(report.Id!, current =>
    {
        change(current);
        return current;
    });

    public static MeasureReport Fill(MeasureReport report, string monday, int under5, int over5, int? deaths, int? stock)
    {
        var day = DateOnly.ParseExact(monday, "yyyy-MM-dd", CultureInfo.InvariantCulture);
        report.Status = MeasureReport.MeasureReportStatus.Complete;
        report.Type = MeasureReport.MeasureReportType.Summary;
        report.Measure = Measure;
        report.Date = $"{day.AddDays(8):yyyy-MM-dd}T09:00:00+02:00";
        report.Period = new Period { Start = $"{day:yyyy-MM-dd}T00:00:00+02:00", End = $"{day.AddDays(6):yyyy-MM-dd}T23:59:59+02:00" };
        report.Group =
        [
            new MeasureReport.GroupComponent
            {
                Code = Code("cases"),
                Population = [new MeasureReport.PopulationComponent { Code = Code("initial-population"), Count = under5 + over5 }],
                Stratifier = [new MeasureReport.StratifierComponent { Code = [Code("age")], Stratum = [Stratum("under5", under5), Stratum("over5", over5)] }],
            },
        ];
        foreach (var (code, count) in new[] { ("deaths", deaths), ("stock", stock) })
        {
            if (count is not null)
            {
                report.Group.Add(new MeasureReport.GroupComponent { Code = Code(code), Population = [new MeasureReport.PopulationComponent { Code = Code("initial-population"), Count = count }] });
            }
        }

        return report;
    }

    /// <summary>Reads the registry's reports and waits until they are delivered.</summary>
    public async Task DeliverAsync(FunctionsHost app)
    {
        await app.InvokeTimerAsync(nameof(SyncReports));
        await IdleAsync(app);
    }

    /// <summary>The dead letters of an app's reports.</summary>
    public static Task<IReadOnlyList<DeadLetter>> LettersAsync(FunctionsHost app) => app.Services.GetRequiredService<DeadLetterStore>().ListAsync(null, 100);

    /// <summary>The values of a facility, without its name.</summary>
    public static IReadOnlyDictionary<string, string> ValuesOf(Dhis2Server server, string unit) =>
        server.Values.Where(v => v.Key.EndsWith(" " + unit, StringComparison.Ordinal)).ToDictionary(v => v.Key[..^(unit.Length + 1)], v => v.Value);

    /// <summary>The bodies of the requests of a facility.</summary>
    public static IReadOnlyList<string> RequestsOf(Dhis2Server server, string unit) =>
        [.. server.Requests.Where(r => r.Body.Contains($"\"{unit}\"", StringComparison.Ordinal)).Select(r => r.Target)];

    private static CodeableConcept Code(string code) => new("http://example.org/codes", code);

    private static MeasureReport.StratifierGroupComponent Stratum(string age, int count) => new()
    {
        Component = [new MeasureReport.ComponentComponent { Code = Code("age"), Value = Code(age) }],
        Population = [new MeasureReport.StratifierGroupPopulationComponent { Code = Code("initial-population"), Count = count }],
        MeasureScore = new Quantity { Value = count },
    };

    private static string Metadata(int units)
    {
        static object Element(string id, string code, bool keepsZeros, object? combos) =>
            new { dataElement = new { id, code, name = code, valueType = "INTEGER_ZERO_OR_POSITIVE", zeroIsSignificant = keepsZeros, categoryCombo = combos } };

        return JsonSerializer.Serialize(new
        {
            organisationUnits = Enumerable.Range(1, units).Select(n => new { id = $"unit{n:0000000}", code = $"OU-{n}", name = $"Facility {n}" }),
            dataSets = new[]
            {
                new
                {
                    id = "malaria0001",
                    code = "MALARIA",
                    name = "Malaria",
                    periodType = "Weekly",
                    expiryDays = 10,
                    openFuturePeriods = 1,
                    dataSetElements = new[]
                    {
                        Element("cases000001", "CASES", true, new { categoryOptionCombos = new[] { new { id = "under500001", code = "U5", name = "Under 5" }, new { id = "over5000001", code = "O5", name = "Over 5" } } }),
                        Element("deaths00001", "DEATHS", false, null),
                    },
                    organisationUnits = Enumerable.Range(1, units).Select(n => new { id = $"unit{n:0000000}" }),
                },
            },
        });
    }
}
