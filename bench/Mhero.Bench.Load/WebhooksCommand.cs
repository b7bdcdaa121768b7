using System.CommandLine;

namespace Mhero.Bench.Load;

/// <summary>The command <c>webhooks</c>.</summary>
internal static class WebhooksCommand
{
    public static Command Create()
    {
        var rate = new Option<int>("--rate") { Description = "Webhooks a second.", DefaultValueFactory = _ => 200 };
        rate.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 10_000)
            {
                result.AddError("--rate has to be from 1 to 10,000.");
            }
        });
        return BenchCommand.Create(
            "webhooks",
            "Calls the webhook at a constant rate, whether or not earlier calls were answered, and waits until each run has its response.",
            "Webhooks, of 5,000 contacts at most.",
            6000,
            [rate],
            (parsed, options) => new WebhooksBench(options, parsed.GetValue(rate), Console.Error.WriteLine).RunAsync());
    }
}
