using System.Net.Http.Headers;
using Hl7.Fhir.Model;
using Mhero.Core.Floip;
using Mhero.Core.Floip.Results;

namespace Mhero.EndToEnd.Tests.Cli;

/// <summary><c>mhero floip export</c> and the Flow Results API, against the app of the example.</summary>
[Collection(CliTests.Collection)]
public sealed class FloipExportTests(ExampleRun example) : IDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N"));

    private (string, string)[] App => [("MHERO_APP_URL", example.Run.BaseUrl.AbsoluteUri), ("MHERO_APP_KEY", example.Run.FunctionKey)];

    public void Dispose()
    {
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    [Fact]
    public async System.Threading.Tasks.Task Export_EachPackageOfTheExample_HasTheRowsOfItsResponses()
    {
        var list = await MheroProcess.RunAsync("floip export --json", App);
        Assert.True(list.ExitCode == 0, list.Errors + list.Output);
        using var packages = JsonDocument.Parse(list.Output);
        var responses = await example.AllAsync<QuestionnaireResponse>();
        var total = 0;
        foreach (var id in packages.RootElement.EnumerateArray().Select(p => p.GetProperty("id").GetString()!).Take(4))
        {
            var result = await MheroProcess.RunAsync($"floip export {id} --out {_folder} --json", App);

            Assert.True(result.ExitCode == 0, result.Errors + result.Output);
            var reading = PackageReader.Read(await File.ReadAllBytesAsync(Path.Combine(_folder, "package.json")));
            Assert.Equal((id, "responses.json"), (reading.Package.Id, reading.Package.RowsUrl));
            using var rows = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(_folder, "responses.json")));
            var questions = reading.Package.Questions.Select(q => q.Id).ToHashSet();
            Assert.All(rows.RootElement.EnumerateArray(), row =>
            {
                Assert.Equal(7, row.GetArrayLength());
                Assert.Contains(responses, r => r.Id == row[1].GetString()!.Split(':')[0] && r.Identifier?.Value == row[3].GetString());
                Assert.Contains(row[4].GetString()!, questions);
            });
            total += rows.RootElement.GetArrayLength();
        }

        Assert.True(total > 0, "No package of the example has rows.");
    }

    [Fact]
    public async System.Threading.Tasks.Task Export_UnknownPackage_SaysHowToListThem()
    {
        var result = await MheroProcess.RunAsync($"floip export no-such-flow --out {_folder}", App);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("mhero floip export", result.Errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder));
    }

    [Fact]
    public async System.Threading.Tasks.Task Api_LinksHaveTheAddressOfTheRequestAndNoKey()
    {
        using var http = new HttpClient { BaseAddress = new Uri(example.Run.BaseUrl, "api/") };
        using var answer = await http.GetAsync($"floip/packages?code={Uri.EscapeDataString(example.Run.FunctionKey)}");
        var text = await answer.Content.ReadAsStringAsync();

        Assert.Equal("application/vnd.api+json", answer.Content.Headers.ContentType!.MediaType);
        using var document = JsonDocument.Parse(text);
        Assert.Equal(new Uri(http.BaseAddress, "floip/packages").AbsoluteUri, document.RootElement.GetProperty("links").GetProperty("self").GetString());
        Assert.DoesNotContain(example.Run.FunctionKey, text, StringComparison.Ordinal);
        using var refused = await http.GetAsync("floip/packages");
        Assert.Equal(401, (int)refused.StatusCode);
    }

    [Fact]
    public async System.Threading.Tasks.Task Api_WithoutAToken_IsDisabledAndSaysWhatToSet()
    {
        using var http = new HttpClient { BaseAddress = new Uri(example.Run.BaseUrl, "api/") };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Token", "some-token-of-sixteen");

        using var answer = await http.GetAsync("flow-results/packages");

        Assert.Equal(503, (int)answer.StatusCode);
        Assert.Contains(FloipCodes.NoAccessToken, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }
}
