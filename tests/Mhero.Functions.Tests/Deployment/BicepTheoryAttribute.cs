namespace Mhero.Functions.Tests.Deployment;

/// <summary>As <see cref="BicepFactAttribute"/>, for a theory.</summary>
public sealed class BicepTheoryAttribute : TheoryAttribute
{
    public BicepTheoryAttribute() => Skip = Bicep.Missing!;
}
