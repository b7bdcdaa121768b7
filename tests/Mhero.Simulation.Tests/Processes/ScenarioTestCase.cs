using System.ComponentModel;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace Mhero.Simulation.Tests.Processes;

/// <summary>A test that runs in a process of worlds.</summary>
public sealed class ScenarioTestCase : XunitTestCase
{
    public ScenarioTestCase(IMessageSink diagnostics, TestMethodDisplay display, TestMethodDisplayOptions options, ITestMethod method, object[]? arguments)
        : base(diagnostics, display, options, method, arguments)
    {
    }

    [EditorBrowsable(EditorBrowsableState.Never)]
    [Obsolete("For the deserializer.")]
    public ScenarioTestCase()
    {
    }

    public override Task<RunSummary> RunAsync(
        IMessageSink diagnosticMessageSink, IMessageBus messageBus, object[] constructorArguments, ExceptionAggregator aggregator, CancellationTokenSource cancellationTokenSource) =>
        new CaseRunner(this, messageBus, constructorArguments, aggregator, cancellationTokenSource).RunAsync();

    private sealed class CaseRunner(ScenarioTestCase test, IMessageBus bus, object[] constructorArguments, ExceptionAggregator aggregator, CancellationTokenSource cancellation)
        : XunitTestCaseRunner(test, test.DisplayName, test.SkipReason, constructorArguments, test.TestMethodArguments, bus, aggregator, cancellation)
    {
        protected override XunitTestRunner CreateTestRunner(
            ITest test,
            IMessageBus messageBus,
            Type testClass,
            object[] constructorArguments,
            System.Reflection.MethodInfo testMethod,
            object[] testMethodArguments,
            string skipReason,
            IReadOnlyList<BeforeAfterTestAttribute> beforeAfterAttributes,
            ExceptionAggregator aggregator,
            CancellationTokenSource cancellationTokenSource) =>
            new Runner(test, messageBus, testClass, constructorArguments, testMethod, testMethodArguments, skipReason, beforeAfterAttributes, aggregator, cancellationTokenSource);
    }

    private sealed class Runner(
        ITest test,
        IMessageBus messageBus,
        Type testClass,
        object[] constructorArguments,
        System.Reflection.MethodInfo testMethod,
        object[] testMethodArguments,
        string skipReason,
        IReadOnlyList<BeforeAfterTestAttribute> beforeAfterAttributes,
        ExceptionAggregator aggregator,
        CancellationTokenSource cancellationTokenSource)
        : XunitTestRunner(test, messageBus, testClass, constructorArguments, testMethod, testMethodArguments, skipReason, beforeAfterAttributes, aggregator, cancellationTokenSource)
    {
        protected override async Task<decimal> InvokeTestMethodAsync(ExceptionAggregator aggregator)
        {
            var call = new ScenarioCall(TestClass.FullName!, TestMethod.Name, [.. TestMethodArguments ?? []]);
            var timer = new ExecutionTimer();
            await aggregator.RunAsync(() => timer.AggregateAsync(() => ScenarioProcess.RunAsync(call)));
            return timer.Total;
        }
    }
}
