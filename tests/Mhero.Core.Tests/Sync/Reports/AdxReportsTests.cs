using System.Net;
using System.Xml.Linq;
using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Sync.Reports;
using Task = System.Threading.Tasks.Task;

namespace Mhero.Core.Tests.Sync.Reports;

/// <summary>Which reports of a period a file of ADX has.</summary>
public sealed class AdxReportsTests : IDisposable
{
    private readonly ReportWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task WriteAsync_ReportsOfTheRegistry_HasThoseOfTheMeasureAndThePeriod()
    {
        _world.Report("1", 0, ("CASES", 4));
        _world.Report("2", 0, ("CASES", 5)).Measure = $"{ReportWorld.Measure}|2";
        _world.Report("other measure", 0, ("CASES", 90)).Measure = "http://example.org/Measure/other";
        _world.Report("other period", 0, ("CASES", 91)).Period = new Period { Start = "2026-02-23", End = "2026-03-02" };
        _world.Report("pending", 0, ("CASES", 92)).Status = MeasureReport.MeasureReportStatus.Pending;
        _world.Report("withdrawn", 0, ("CASES", 93)).Status = MeasureReport.MeasureReportStatus.Error;
        _world.Report("no place", 0, ("CASES", 94)).Subject = null;

        var (written, left, text) = await WriteAsync(ReportWorld.Measure + "|1");

        Assert.Equal((2, 1), (written, left));
        Assert.Equal(["4", "5"], XDocument.Parse(text).Descendants().Where(e => e.Name.LocalName == "dataValue").Select(e => (string)e.Attribute("value")!));
        var asked = Assert.Single(_world.App.Http.Requests, request => request.Contains("/MeasureReport?", StringComparison.Ordinal));
        Assert.Contains("period=ge2026-02-22&period=le2026-03-02", asked, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WriteAsync_NoReports_IsAnEmptyFile()
    {
        var (written, left, text) = await WriteAsync(ReportWorld.Measure);

        Assert.Equal((0, 0), (written, left));
        Assert.Empty(XDocument.Parse(text).Root!.Elements());
    }

    [Fact]
    public async Task WriteAsync_RegistryCannotBeRead_Fails()
    {
        _world.Registry = _ => new HttpResponseMessage(HttpStatusCode.InternalServerError) { Content = new StringContent("{}", Encoding.UTF8, "application/fhir+json") };

        await Assert.ThrowsAsync<FhirException>(() => WriteAsync(ReportWorld.Measure));
    }

    [Theory]
    [InlineData("2026W9", true)]
    [InlineData("202603", true)]
    [InlineData("2026W54", false)]
    [InlineData("", false)]
    public async Task IsPeriod_Text_IsOneOfDhis2(string period, bool isOne)
    {
        Assert.Equal(isOne, AdxReports.IsPeriod(period));
        if (!isOne)
        {
            await Assert.ThrowsAsync<ArgumentException>(() => WriteAsync(ReportWorld.Measure, period));
            Assert.Empty(_world.App.Http.Requests);
        }
    }

    private async Task<(int Written, int Left, string Text)> WriteAsync(string measure, string period = "2026W9")
    {
        using var file = new MemoryStream();
        var (written, left) = await _world.App.Get<AdxReports>().WriteAsync(file, measure, period, CancellationToken.None);
        return (written, left, Encoding.UTF8.GetString(file.ToArray()));
    }
}
