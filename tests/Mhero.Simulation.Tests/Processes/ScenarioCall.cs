using System.Reflection;

namespace Mhero.Simulation.Tests.Processes;

/// <summary>A test with its arguments, as a line of JSON.</summary>
/// <param name="Class">The full name of its class.</param>
/// <param name="Method">The name of its method.</param>
/// <param name="Arguments">Texts, numbers and truth values.</param>
internal sealed record ScenarioCall(string Class, string Method, IReadOnlyList<object?> Arguments)
{
    /// <summary>Runs the test here.</summary>
    /// <returns>The text of its failure; null when it passed.</returns>
    public string? Run()
    {
        try
        {
            var type = typeof(ScenarioCall).Assembly.GetType(Class, throwOnError: true)!;
            var method = type.GetMethod(Method) ?? throw new MissingMethodException(Class, Method);
            var arguments = method.GetParameters().Zip(Arguments, (p, a) => a is JsonElement json ? json.Deserialize(p.ParameterType) : a).ToArray();
            var test = Activator.CreateInstance(type);
            using var owned = test as IDisposable;
            (method.Invoke(test, arguments) as Task)?.GetAwaiter().GetResult();
            return null;
        }
        catch (TargetInvocationException e)
        {
            return e.InnerException!.ToString();
        }
#pragma warning disable CA1031 // The failure belongs to the test.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return e.ToString();
        }
    }
}
