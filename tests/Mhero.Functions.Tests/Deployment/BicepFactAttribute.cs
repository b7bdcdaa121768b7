namespace Mhero.Functions.Tests.Deployment;

/// <summary>
/// A test that needs the Bicep compiler. The package brings it for Linux (x64) alone; elsewhere the test is reported as skipped,
/// unless the environment variable <c>BICEP_PATH</c> names a compiler.
/// </summary>
public sealed class BicepFactAttribute : FactAttribute
{
    public BicepFactAttribute() => Skip = Bicep.Missing!;
}
