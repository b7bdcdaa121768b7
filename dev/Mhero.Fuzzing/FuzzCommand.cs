using System.CommandLine;

namespace Mhero.Fuzzing;

/// <summary>The command <c>fuzz</c> of the load benches.</summary>
public static class FuzzCommand
{
    /// <summary>Makes the command.</summary>
    /// <returns>The command.</returns>
    public static Command Create()
    {
        var inputs = new Option<int>("--inputs") { Description = "How many inputs, divided among the targets.", DefaultValueFactory = _ => 1_000_000 };
        var seed = new Option<int>("--seed") { Description = "Decides the inputs.", DefaultValueFactory = _ => 1 };
        var target = new Option<string[]>("--target") { Description = "Run these targets alone; may be repeated.", AllowMultipleArgumentsPerToken = true };
        var command = new Command("fuzz", "Gives every reader of foreign input changed documents. Ends with 1 when one throws, answers with a 5xx status, or does not end.") { inputs, seed, target };
        command.SetAction(parsed => Run(parsed.GetValue(inputs), parsed.GetValue(seed), parsed.GetValue(target) ?? [], Console.Out));
        return command;
    }

    private static int Run(int inputs, int seed, string[] names, TextWriter output)
    {
        var isRun = false;
        var failures = new FuzzRun(seed).Run(inputs, name => names.Length == 0 || names.Contains(name, StringComparer.OrdinalIgnoreCase), (name, count, seconds) =>
        {
            isRun = true;
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-26} {count,9} inputs {count / Math.Max(seconds, 0.001),9:0} a second"));
        });
        if (!isRun)
        {
            using var world = new FuzzWorld();
            output.WriteLine($"No target has this name. Targets: {string.Join(", ", FuzzTargets.All(world).Select(t => t.Name))}.");
            return 2;
        }

        failures.ToList().ForEach(output.WriteLine);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{failures.Count} failures, {GC.GetTotalMemory(true) / 1_048_576} MB held"));
        return failures.Count == 0 ? 0 : 1;
    }
}
