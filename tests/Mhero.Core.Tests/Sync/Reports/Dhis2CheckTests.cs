using System.Net;
using Hl7.Fhir.Model;
using Mhero.Core.Dhis2;
using Mhero.Core.Fhir;
using Mhero.Core.Sync.Reports;
using Mhero.Core.Tests.Fixtures;
using Task = System.Threading.Tasks.Task;

namespace Mhero.Core.Tests.Sync.Reports;

/// <summary>The findings about DHIS2, the mapping and the registry's Measures and places.</summary>
public sealed class Dhis2CheckTests : IDisposable
{
    private const string Sets =
        """
        {"dataSets":[{"id":"s1","code":"MALARIA","periodType":"Weekly","openFuturePeriods":1,"categoryCombo":{"categoryOptionCombos":[{"id":"c"}]},
        "dataSetElements":[{"dataElement":{"id":"e1","code":"CASES","valueType":"INTEGER","zeroIsSignificant":true,"categoryCombo":{"categoryOptionCombos":[{"id":"c"}]}}}]}]}
        """;

    private readonly ReportWorld _world = new();
    private readonly List<string> _asked = [];
    private string _system = """{"version":"2.41.0","calendar":"iso8601"}""";
    private string _sets = Sets;
    private string _units = """{"organisationUnits":[{"id":"u1","code":"OU","dataSets":[{"id":"s1"}]}]}""";

    public Dhis2CheckTests() => Watch(_world);

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task CheckAsync_AllFits_SaysWhatItFound()
    {
        OnMeasure("CASES");

        Assert.Equal(
            ["It answers as version 2.41.0.", $"The data set MALARIA (Weekly) has the 1 data elements of {ReportWorld.Measure}.", "1 places are organisation units of DHIS2."], await MessagesAsync());
        Assert.Contains(_asked, asked => asked.StartsWith("/api/dataSets?filter=code:eq:MALARIA&", StringComparison.Ordinal));
        Assert.Contains(_asked, asked => asked.StartsWith("/api/organisationUnits?filter=code:in:[OU]&", StringComparison.Ordinal));
    }

    [Fact]
    public async Task CheckAsync_NoDhis2InTheSettings_HasNoFinding()
    {
        using var app = new MemoryApp();

        Assert.Empty(await app.Get<Dhis2Check>().CheckAsync(true, CancellationToken.None));
    }

    [Theory]
    [InlineData("{}", "It answers as version unknown.", null)]
    [InlineData("""{"version":"2.41.0","calendar":"ethiopian"}""", "It answers as version 2.41.0.", "Its calendar is ethiopian, and the periods of reports are of ISO 8601: they do not fit.")]
    public async Task CheckAsync_System_SaysVersionAndCalendar(string system, string first, string? fault)
    {
        OnMeasure("CASES");
        _system = system;

        var messages = await MessagesAsync();

        Assert.Equal(first, messages[0]);
        Assert.Equal(fault is null ? 3 : 4, messages.Count);
        Assert.Equal(fault is null, !messages.Contains($"{Dhis2Codes.MappingMismatch}: {fault}"));
    }

    [Theory]
    [InlineData("""{"dataSets":[]}""", 0)]
    [InlineData("""{"dataSets":[{"id":"s1","code":"MALARIA"},{"id":"s2","code":"MALARIA"}]}""", 2)]
    public async Task CheckAsync_NotOneDataSet_IsAFault(string sets, int count)
    {
        OnMeasure("CASES");
        _sets = sets;

        var findings = await CheckAsync();

        Assert.Equal(
            [(true, $"{Dhis2Codes.MappingMismatch}: DHIS2 has {count} data sets with the code MALARIA: correct the mapping, or set the code in DHIS2.")],
            findings.Where(f => f.IsFault).Select(f => (f.IsFault, f.Message)));
    }

    [Fact]
    public async Task CheckAsync_DataElementOfAMeasureIsMissing_IsAFault()
    {
        OnMeasure("DEATHS");

        var fault = Assert.Single(await CheckAsync(), f => f.IsFault);

        Assert.StartsWith($"{Dhis2Codes.MappingMismatch}: The data set MALARIA has no data element DEATHS (code)", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CheckAsync_NoMeasureWithADataSet_IsAFault()
    {
        _world.Put(new Measure { Id = "m", Url = ReportWorld.Measure, Identifier = [new Identifier("http://example.org/other", "MALARIA")], Status = PublicationStatus.Active });
        _world.Put(new Measure { Id = "m2", Identifier = [new Identifier(MheroSystems.Dhis2DataSet, "MALARIA")], Status = PublicationStatus.Active });

        Assert.StartsWith($"{Dhis2Codes.NoDataSet}: No Measure has a data set", Assert.Single(await CheckAsync(), f => f.IsFault).Message, StringComparison.Ordinal);
        Assert.DoesNotContain(_asked, asked => asked.StartsWith("/api/dataSets", StringComparison.Ordinal));
    }

    [Fact]
    public async Task CheckAsync_NoPlaceWithAnOrgUnit_IsAFault()
    {
        OnMeasure("CASES");
        _world.Put(new Location { Id = "l", Identifier = [new Identifier("http://example.org/other", "OU")] });

        Assert.StartsWith($"{Dhis2Codes.NoOrgUnit}: No place has an organisation unit", Assert.Single(await CheckAsync(), f => f.IsFault).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(500, 500)]
    [InlineData(501, 500)]
    [InlineData(51, 51)]
    public async Task CheckAsync_ManyPlaces_ComparesTheFirst(int places, int compared)
    {
        OnMeasure("CASES");
        _world.Remove("Location/l");
        for (var n = 0; n < places; n++)
        {
            _world.Put(new Location { Id = $"l{n}", Identifier = [new Identifier(MheroSystems.Dhis2OrgUnit, $" OU{n:000} ")] });
        }

        var findings = await CheckAsync();

        Assert.StartsWith($"{Dhis2Codes.MappingMismatch}: {compared} of {compared} places are unknown to DHIS2", findings[^1].Message, StringComparison.Ordinal);
        Assert.Equal((compared + 49) / 50, _asked.Count(asked => asked.StartsWith("/api/organisationUnits", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task CheckAsync_MappingFile_CountsWithAndWithoutTheRegistry(bool withRegistry)
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(
                file,
                $$$"""
                {"measures":{"{{{ReportWorld.Measure}}}":{"dataSet":"MALARIA","periodType":"Monthly","values":[{"group":"cases","dataElement":"CASES"},{"group":"other","ignore":true}]}},"orgUnits":{"Location/x":"OU"}}
                """);
            using var world = new ReportWorld(("Mhero:Dhis2:MappingFiles:0", file));
            Watch(world);

            var findings = await world.App.Get<Dhis2Check>().CheckAsync(withRegistry, CancellationToken.None);

            Assert.Equal($"{Dhis2Codes.MappingMismatch}: The data set MALARIA has the period type Weekly, and the mapping of {ReportWorld.Measure} says Monthly.", Assert.Single(findings, f => f.IsFault).Message);
            Assert.Equal(withRegistry, world.App.Http.Requests.Any(request => request.Contains("/fhir/", StringComparison.Ordinal)));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task CheckAsync_Dhis2RefusesTheToken_IsOneFault()
    {
        _world.Dhis2 = _ => new HttpResponseMessage(HttpStatusCode.Unauthorized);

        Assert.StartsWith(Dhis2Codes.CredentialsRefused, Assert.Single(await CheckAsync()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CheckAsync_RegistryDoesNotAnswer_IsOneFault()
    {
        _world.Registry = _ => new HttpResponseMessage(HttpStatusCode.InternalServerError) { Content = new StringContent("{}", System.Text.Encoding.UTF8, "application/fhir+json") };

        var finding = Assert.Single(await CheckAsync());
        Assert.True(finding.IsFault);
        Assert.StartsWith("MH", finding.Message, StringComparison.Ordinal);
    }

    private void Watch(ReportWorld world) => world.Dhis2 = address =>
    {
        _asked.Add(address);
        return AnsweringHandler.Json(
            address.StartsWith("/api/system/info", StringComparison.Ordinal) ? _system
            : address.StartsWith("/api/dataSets", StringComparison.Ordinal) ? _sets
            : address.Contains("[OU]", StringComparison.Ordinal) ? _units : """{"organisationUnits":[]}""");
    };

    private void OnMeasure(string element) => _world.Put(new Measure
    {
        Id = "m",
        Url = ReportWorld.Measure,
        Status = PublicationStatus.Active,
        Identifier = [new Identifier(MheroSystems.Dhis2DataSet, " MALARIA ")],
        Group =
        [
            new Measure.GroupComponent { Population = [new Measure.PopulationComponent { Code = new CodeableConcept(MheroSystems.Dhis2DataElement, element) }, new Measure.PopulationComponent()] },
            new Measure.GroupComponent { Population = [new Measure.PopulationComponent { Code = new CodeableConcept("http://example.org/other", "X") }] },
        ],
    });

    private Task<IReadOnlyList<Dhis2Finding>> CheckAsync() => _world.App.Get<Dhis2Check>().CheckAsync(true, CancellationToken.None);

    private async Task<List<string>> MessagesAsync() => [.. (await CheckAsync()).Select(finding => finding.Message)];
}
