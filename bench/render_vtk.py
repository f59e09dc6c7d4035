"""The same pictures by VTK, set up as fast as it goes on two threads, for bench/render.py.

The wheel starts with a sequential SMP backend: STDThread with two threads here. Volume rendering is the CPU's fixed-point ray caster with
automatic coarsening off, one ray a pixel, our step, our transfer function, opacity for one millimetre; its first frame is not timed.
The geometry is that of our views, so that pictures can be compared too.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import vtkmodules.vtkRenderingOpenGL2
import vtkmodules.vtkRenderingVolumeOpenGL2  # noqa: F401 (registers the OpenGL factories)
from numpy.typing import NDArray
from vtkmodules.util.numpy_support import numpy_to_vtk, vtk_to_numpy
from vtkmodules.vtkCommonCore import vtkLookupTable, vtkSMPTools
from vtkmodules.vtkCommonDataModel import vtkImageData, vtkPiecewiseFunction
from vtkmodules.vtkCommonMath import vtkMatrix4x4
from vtkmodules.vtkImagingColor import vtkImageMapToWindowLevelColors
from vtkmodules.vtkImagingCore import vtkImageBlend, vtkImageMapToColors, vtkImageReslice, vtkImageShiftScale
from vtkmodules.vtkRenderingCore import vtkColorTransferFunction, vtkRenderer, vtkRenderWindow, vtkVolume, vtkVolumeProperty
from vtkmodules.vtkRenderingVolume import vtkFixedPointVolumeRayCastMapper

from diaphane.model.scene import PlaneView, SurfaceView, Window
from diaphane.render import transfer
from diaphane.render.camera import axes
from diaphane.render.planes import Seen, fusion_table, slab_steps
from diaphane.render.surface import AMBIENT, DIFFUSE, SPECULAR
from diaphane.render.volume import Volume

vtkSMPTools.SetBackend("STDThread")
vtkSMPTools.Initialize(2)

_SLABS = {"mip": 1, "minip": 0, "avg": 2}


def image(volume: Volume) -> tuple[vtkImageData, NDArray[np.int16]]:
    """VTK's picture of a volume, with the array that must outlive it."""
    voxels = np.ascontiguousarray(volume.voxels[:-1, :, : volume.columns])
    out = vtkImageData()
    out.SetDimensions(*reversed(voxels.shape))
    out.SetSpacing(*volume.spacing_mm[::-1])
    out.SetOrigin(*volume.origin_mm)
    out.GetPointData().SetScalars(numpy_to_vtk(voxels.ravel()))
    return out, voxels


def axial(pixels: NDArray[np.int16], window: Window) -> Callable[[], None]:
    """A stored slice through the window."""
    source = vtkImageData()
    source.SetDimensions(pixels.shape[1], pixels.shape[0], 1)
    source.GetPointData().SetScalars(numpy_to_vtk(pixels.ravel()))
    mapped = vtkImageMapToWindowLevelColors()
    mapped.SetInputData(source)
    mapped.SetWindow(window.width)
    mapped.SetLevel(window.center)
    mapped.SetOutputFormatToLuminance()
    mapped.SetEnableSMP(True)
    return _again(mapped)


def plane(body: vtkImageData, seen: Seen, view: PlaneView, size: int) -> tuple[Callable[[], None], Any]:
    """A windowed plane or slab: reslice, then shift, scale and clamp to 8 bits. Returns the work and its last filter."""
    reslice = _reslice(body, seen.volume, view, size)
    low = (seen.window.center - seen.window.width / 2 - seen.volume.intercept) / seen.volume.slope
    grey = vtkImageShiftScale()
    grey.SetInputConnection(reslice.GetOutputPort())
    grey.SetShift(-low)
    grey.SetScale(255 * seen.volume.slope / seen.window.width)
    grey.SetOutputScalarTypeToUnsignedChar()
    grey.ClampOverflowOn()
    grey.SetEnableSMP(True)
    return _again(grey, reslice), grey


def fused(bodies: tuple[vtkImageData, vtkImageData], seen: tuple[Seen, Seen], view: PlaneView, size: int) -> Callable[[], None]:
    """Two resliced volumes through their tables, blended."""
    blend = vtkImageBlend()
    firsts = []
    for k, (body, one) in enumerate(zip(bodies, seen, strict=True)):
        reslice = _reslice(body, one.volume, view, size)
        low = (one.window.center - one.window.width / 2 - one.volume.intercept) / one.volume.slope
        table = vtkLookupTable()
        table.SetNumberOfTableValues(256)
        table.SetRange(low, low + one.window.width / one.volume.slope)
        colours = fusion_table(one._replace(layer=one.layer))[0] / 255
        for level in range(256):
            table.SetTableValue(level, *colours[level].clip(0, 1), 1)
        mapped = vtkImageMapToColors()
        mapped.SetInputConnection(reslice.GetOutputPort())
        mapped.SetLookupTable(table)
        mapped.SetOutputFormatToRGB()
        mapped.SetEnableSMP(True)
        blend.AddInputConnection(mapped.GetOutputPort())
        blend.SetOpacity(k, one.layer.opacity if k else 1)
        firsts.append(reslice)
    blend.SetEnableSMP(True)
    return _again(blend, *firsts)


def _reslice(body: vtkImageData, volume: Volume, view: PlaneView, size: int) -> vtkImageReslice:
    right, down, away = axes(view.right, view.down)
    mm = view.height_mm / size
    matrix = vtkMatrix4x4()
    for row in range(3):
        for column, part in enumerate((right[row], down[row], away[row], view.centre_mm[row])):
            matrix.SetElement(row, column, part)
    steps, depth_mm = slab_steps(volume, view.slab_mm)
    out = vtkImageReslice()
    out.SetInputData(body)
    out.SetResliceAxes(matrix)
    out.SetOutputDimensionality(2)
    out.SetInterpolationModeToLinear()
    out.SetOutputSpacing(mm, mm, depth_mm)
    out.SetOutputOrigin(-mm * (size - 1) / 2, -mm * (size - 1) / 2, 0)
    out.SetOutputExtent(0, size - 1, 0, size - 1, 0, 0)
    out.SetBackgroundLevel(-2000)
    if steps > 1:
        out.SetSlabMode(_SLABS[view.slab_mode])
        out.SetSlabNumberOfSlices(steps)
    out.SetEnableSMP(True)
    return out


def _again(last: Any, *firsts: Any) -> Callable[[], None]:
    def work() -> None:
        for one in firsts or (last,):
            one.Modified()
        last.Update()

    return work


def pixels(filter_: Any) -> NDArray[np.generic]:
    """The picture of a plane's last filter (rows, columns)."""
    out = filter_.GetOutput()
    width, height, _ = out.GetDimensions()
    return np.asarray(vtk_to_numpy(out.GetPointData().GetScalars()).reshape(height, width, -1).squeeze())


class Stage:
    """An offscreen window with one volume, looking as a 3D or projection view does."""

    def __init__(self, body: vtkImageData, volume: Volume, size: int, step_mm: float) -> None:
        self._volume = volume
        self._mapper = vtkFixedPointVolumeRayCastMapper()
        self._mapper.SetInputData(body)
        self._mapper.SetNumberOfThreads(2)
        self._mapper.AutoAdjustSampleDistancesOff()
        self._mapper.SetInteractiveSampleDistance(step_mm)
        self._mapper.SetSampleDistance(step_mm)
        self._mapper.SetImageSampleDistance(1)
        self._look = vtkVolumeProperty()
        self._look.SetInterpolationTypeToLinear()
        actor = vtkVolume()
        actor.SetMapper(self._mapper)
        actor.SetProperty(self._look)
        self._scene = vtkRenderer()
        self._scene.AddVolume(actor)
        self.window = vtkRenderWindow()
        self.window.SetOffScreenRendering(1)
        self.window.SetMultiSamples(0)
        self.window.SetSize(size, size)
        self.window.AddRenderer(self._scene)

    def look(self, view: Any) -> None:
        """Place the camera (parallel)."""
        _, down, away = axes(view.right, view.down)
        camera = self._scene.GetActiveCamera()
        camera.ParallelProjectionOn()
        camera.SetParallelScale(view.height_mm / 2)
        camera.SetFocalPoint(*view.centre_mm)
        camera.SetPosition(*(np.array(view.centre_mm) - away * 1000))
        camera.SetViewUp(*-down)
        self._scene.ResetCameraClippingRange()

    def surface(self, view: SurfaceView) -> None:
        """Our preset as VTK's property."""
        self._mapper.SetBlendModeToComposite()
        colour, opacity = vtkColorTransferFunction(), vtkPiecewiseFunction()
        for value, red, green, blue, alpha in transfer.points_of(view.preset, view.curve, self._volume):
            colour.AddRGBPoint(value, red, green, blue)
            opacity.AddPoint(value, alpha)
        self._look.SetColor(colour)
        self._look.SetScalarOpacity(opacity)
        self._look.SetScalarOpacityUnitDistance(1)
        self._look.ShadeOn()
        for name, share in (("Ambient", AMBIENT), ("Diffuse", DIFFUSE), ("Specular", SPECULAR), ("SpecularPower", 10)):
            getattr(self._look, f"Set{name}")(share)
        self.look(view)

    def maximum(self, view: Any, window: Window) -> None:
        """A windowed maximum projection."""
        self._mapper.SetBlendModeToMaximumIntensity()
        colour, opacity = vtkColorTransferFunction(), vtkPiecewiseFunction()
        low, high = window.center - window.width / 2, window.center + window.width / 2
        colour.AddRGBPoint(low, 0, 0, 0)
        colour.AddRGBPoint(high, 1, 1, 1)
        opacity.AddPoint(low, 1)
        opacity.AddPoint(high, 1)
        self._look.SetColor(colour)
        self._look.SetScalarOpacity(opacity)
        self._look.ShadeOff()
        self.look(view)

    def draw(self) -> None:
        """Render a frame."""
        self._mapper.Modified()
        self.window.Render()
