namespace Mhero.Simulation.Tests.Processes;

/// <summary>The process of <see cref="ScenarioProcess"/>. The test runner loads the assembly without it.</summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        if (arguments is not [ScenarioProcess.Argument])
        {
            Console.Error.WriteLine("Run the tests with: dotnet test");
            return 1;
        }

        AppContext.SetSwitch("Microsoft.Extensions.DependencyInjection.DisableDynamicEngine", isEnabled: true);
        var output = Console.Out;
        Console.SetOut(Console.Error);
        while (Console.In.ReadLine() is { } line)
        {
            output.WriteLine(JsonSerializer.Serialize(JsonSerializer.Deserialize<ScenarioCall>(line)!.Run()));
            output.Flush();
        }

        return 0;
    }
}
