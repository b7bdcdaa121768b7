namespace Mhero.Functions.Tests.Deployment;

/// <summary>The templates compile, and the linter has nothing to say. Its rules are those of <c>infra/bicep/bicepconfig.json</c>.</summary>
public sealed class BicepTests
{
    [BicepFact]
    public async Task Lint_EveryTemplate_SaysNothing()
    {
        var (code, output) = await Bicep.RunAsync("lint", "--pattern", Path.Combine(Repository.Infra, "**", "*.bicep"));

        Assert.Equal((0, ""), (code, output.Trim()));
    }

    [BicepFact]
    public async Task Build_MainTemplate_SaysNothing()
    {
        var folder = Directory.CreateTempSubdirectory("mhero-bicep-");
        try
        {
            var (code, output) = await Bicep.RunAsync("build", Repository.Template, "--outfile", Path.Combine(folder.FullName, "main.json"));

            Assert.Equal((0, ""), (code, output.Trim()));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
