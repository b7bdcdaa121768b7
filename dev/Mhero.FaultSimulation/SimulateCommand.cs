using System.CommandLine;
using Mhero.FaultSimulation.Worlds;

namespace Mhero.FaultSimulation;

/// <summary>The command that carries seeds out: on its own, and as <c>simulate</c> of the load benches.</summary>
public static class SimulateCommand
{
    private const string Description = "Runs the syncs and the messaging under schedules and faults that seeds decide, and checks that nothing is lost or doubled. Ends with 1 when an invariant does not hold.";

    /// <summary>The command of this program.</summary>
    /// <returns>The command.</returns>
    public static RootCommand AsRoot() => Filled(new RootCommand(Description));

    /// <summary>The command as a part of another program.</summary>
    /// <returns>The command.</returns>
    public static Command Create() => Filled(new Command("simulate", Description));

    private static TCommand Filled<TCommand>(TCommand command)
        where TCommand : Command
    {
        var first = new Option<int>("--first") { Description = "The first seed.", DefaultValueFactory = _ => 1 };
        var seeds = new Option<int>("--seeds") { Description = "How many seeds.", DefaultValueFactory = _ => 1 };
        var step = new Option<int>("--step") { Description = "The distance of one seed from the next.", DefaultValueFactory = _ => 1 };
        var processes = new Option<int>("--processes") { Description = "Among how many processes the seeds are divided. A process runs one world at a time.", DefaultValueFactory = _ => Environment.ProcessorCount };
        var trace = new Option<bool>("--trace") { Description = "Let the schedule of a failed seed show every operation, and not only events and faults." };
        var list = new Option<bool>("--list") { Description = "Print a line for each seed, with the fingerprint of its schedule." };
        var shrink = new Option<bool>("--shrink") { Description = "Look for a smaller world that fails as well, and print that." };
        var with = new Option<string[]>("--with") { Description = $"Set a number of the worlds as NAME=VALUE; may be repeated. Names: {string.Join(", ", PlanNumber.All.Select(n => n.Name))}." };
        foreach (var count in new[] { seeds, step, processes })
        {
            count.Validators.Add(result =>
            {
                if (result.GetValueOrDefault<int>() is < 1 or > 10_000_000)
                {
                    result.AddError($"{count.Name} has to be from 1 to 10,000,000.");
                }
            });
        }

        new Option[] { first, seeds, step, processes, with, trace, list, shrink }.ToList().ForEach(command.Options.Add);
        command.SetAction((parsed, cancellationToken) =>
            new SeedRange(parsed.GetValue(first), parsed.GetValue(seeds), parsed.GetValue(step), parsed.GetValue(with) ?? [])
                .CarryAsync(Console.Out, new SeedPrint(parsed.GetValue(trace), parsed.GetValue(list), parsed.GetValue(shrink)), parsed.GetValue(processes), cancellationToken));
        return command;
    }
}
