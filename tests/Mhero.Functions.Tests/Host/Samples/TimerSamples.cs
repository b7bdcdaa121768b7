using Microsoft.Azure.Functions.Worker;

namespace Mhero.Functions.Tests.Host.Samples;

public sealed class TimerSamples(SampleBehaviour behaviour)
{
    [Function("SampleTick")]
    public Task Tick([TimerTrigger("%SampleSchedule%")] TimerInfo info, CancellationToken cancellationToken) =>
        behaviour.RunAsync(() =>
        {
            behaviour.Ticks.Enqueue(info);
            return behaviour.OnTick(cancellationToken);
        });

    [Function("SampleStartup")]
    public void Startup([TimerTrigger("0 0 0 1 1 *", RunOnStartup = true)] TimerInfo info) => behaviour.Ticks.Enqueue(info);
}
