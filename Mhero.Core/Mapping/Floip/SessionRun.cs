using Mhero.Core.Mapping.Responses;
using Mhero.Core.RapidPro.Model;

namespace Mhero.Core.Mapping.Floip;

/// <summary>A session in the form of a run, in which everything after takes it.</summary>
/// <param name="Run">The run; its UUIDs are those of <see cref="FloipIds"/>.</param>
/// <param name="Details">The parts of the session that a run has no place for.</param>
public sealed record SessionRun(FlowRun Run, SessionDetails Details);
